import type { Action } from '../contract/action.js'
import type { RunContext } from '../contract/context.js'
import { type RecordedLink, recordLinks } from '../system/link-record.js'
import type { Entry, System } from '../system/system.js'

export const linksRemove: Action = {
  name: 'links.remove',
  summary: 'removes the recorded links from the service directory, and nothing else',
  byHand: ['cd /etc/service', 'rm ./*            # only symbolic links: what is none stays'],
  effect: 'reversible',
  planFidelity: { fidelity: 'exact', why: 'the links are those seen now' },
  deadline: 0,
  plan(system, context) {
    const recorded = recordedLinks(system, context)
    const names = new Set(recorded.map(({ name }) => name))
    return {
      operations: recorded.map(link => ({ kind: 'unlink', link })),
      notes: system.entries
        .filter(({ name }) => !names.has(name))
        .map(({ name, kind }) => `${name} ${whatStays[kind] ?? 'is not a link: it stays where it is'}`),
    }
  },
  pending: (system, context) => recordedLinks(system, context).map(({ name }) => ({ name })),
}

const whatStays: Readonly<Partial<Record<Entry['kind'], string>>> = {
  directory: 'is a directory, not a link: it stays where it is; its service is stopped last',
  link: 'is a link that was not there when the run began: it stays where it is; its service is stopped last',
}

/** Only what can be put back: a link of the same name that leads elsewhere was made since. */
function recordedLinks(system: System, { links }: RunContext): RecordedLink[] {
  const targets = new Map(links.map(({ name, target }) => [name, target]))
  return recordLinks(system).filter(({ name, target }) => targets.get(name) === target)
}
