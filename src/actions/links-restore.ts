import type { LinkRecord } from '../runbook/act.js'
import { linkRecord } from '../system/link-record.js'
import type { Entry, System } from '../system/system.js'
import type { Action } from './action.js'

export const linksRestore: Action = {
  name: 'links.restore',
  summary: 'puts the recorded links back: target, owner and time; never overwrites anything',
  effect: 'reversible',
  foresight: { fidelity: 'exact', why: 'the links are those recorded' },
  deadline: 0,
  plan(system, context) {
    const present = byName(system)
    return {
      acts: context.links.filter(link => !present.has(link.name)).map(link => ({ act: 'link', link })),
      notes: conflicts(system, context.links).map(
        ({ entry, link }) => `${describe(entry, link)}: it is left as it is`,
      ),
    }
  },
  pending(system, context) {
    const present = byName(system)
    return [
      ...context.links.filter(link => !present.has(link.name)).map(({ name }) => ({ name })),
      ...conflicts(system, context.links).map(({ entry, link }) => ({ name: describe(entry, link) })),
    ]
  },
}

/** Names that something else has taken: never overwritten, always named. */
function conflicts(system: System, links: readonly LinkRecord[]): { entry: Entry; link: LinkRecord }[] {
  const present = byName(system)
  return links.flatMap(link => {
    const entry = present.get(link.name)
    return entry !== undefined && linkRecord(entry)?.target !== link.target ? [{ entry, link }] : []
  })
}

function byName(system: System): ReadonlyMap<string, Entry> {
  return new Map(system.entries.map(entry => [entry.name, entry]))
}

function describe(entry: Entry, link: LinkRecord): string {
  const what =
    entry.link === null
      ? entry.kind === 'directory'
        ? 'a directory'
        : 'a file'
      : `a link to ${entry.link.target}`
  return `${link.name} is ${what} now, not the link to ${link.target}`
}
