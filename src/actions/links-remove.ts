import { linkRecords } from '../system/link-record.js'
import type { Action } from './action.js'

export const linksRemove: Action = {
  name: 'links.remove',
  summary: 'removes the recorded links from the service directory, and nothing else',
  effect: 'reversible',
  foresight: { fidelity: 'exact', why: 'the links are those seen now' },
  deadline: 0,
  plan(system, context) {
    const recorded = new Set(context.links.map(link => link.name))
    const links = linkRecords(system).filter(link => recorded.has(link.name))
    const others = system.entries.filter(entry => entry.kind !== 'link')
    return {
      acts: links.map(link => ({ act: 'unlink', link })),
      notes: others.map(({ name, kind }) =>
        kind === 'directory'
          ? `${name} is a directory, not a link: it stays where it is; its service is stopped last`
          : `${name} is not a link: it stays where it is`,
      ),
    }
  },
  pending(system) {
    return system.entries.filter(entry => entry.kind === 'link').map(({ name }) => ({ name }))
  },
}
