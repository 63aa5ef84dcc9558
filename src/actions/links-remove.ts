import type { Action } from '../contract/action.js'
import type { RunContext } from '../contract/context.js'
import type { Operation } from '../contract/operation.js'
import { isLeftAlone, type RecordedLink, recordLinks } from '../system/link-record.js'
import { standingOrders } from '../system/service-record.js'
import type { Entry, System } from '../system/system.js'

export const linksRemove: Action = {
  name: 'links.remove',
  summary: 'removes the recorded links from the svscan directory, and nothing else',
  byHand: ['cd /etc/service', 'rm ./*            # only symbolic links; everything else stays'],
  effect: 'reversible',
  planFidelity: { fidelity: 'exact', why: 'these links are in place now' },
  deadline: 0,
  plan(system, context) {
    const recorded = recordedLinks(system, context)
    const names = new Set(recorded.map(({ name }) => name))
    return {
      operations: [
        ...keepDown(system, context),
        ...recorded.map((link): Operation => ({ kind: 'unlink', link })),
      ],
      notes: system.entries
        .filter(({ name }) => !names.has(name))
        .map(entry => `${entry.name} ${whyItStays(entry, system)}`),
    }
  },
  pending: (system, context) => recordedLinks(system, context).map(({ name }) => ({ name })),
}

function whyItStays(entry: Entry, system: System): string {
  if (isLeftAlone(entry, system)) return 'is kept by another family: it stays, and so does what it leads to'
  return whatStays[entry.kind] ?? 'is not a link: it stays'
}

/**
 * Before anything is stopped, because nobody knows who starts supervise again if the run dies: init, the next boot, or a
 * person with `ln -s`.
 */
function keepDown(system: System, { services }: RunContext): Operation[] {
  const free = new Set(
    system.services
      .flatMap(({ directory }) => [directory, ...(directory.log === null ? [] : [directory.log])])
      .flatMap(({ path, normallyDown, keptDownBy }) =>
        normallyDown || keptDownBy !== undefined ? [] : [path],
      ),
  )
  const kept = standingOrders(services)
    .filter(({ keepDown, directory }) => keepDown && free.has(directory))
    .map(({ name, directory }) => ({ name, directory }))
  return kept.length === 0 ? [] : [{ kind: 'add-down', services: kept }]
}

const whatStays: Readonly<Partial<Record<Entry['kind'], string>>> = {
  directory: 'is a directory, not a link: it stays; its service is stopped last',
  link: 'is a link that somebody has made since the run began: it stays; its service is stopped last',
}

/** Removes only what can be put back. Somebody has made a link with the same name and another target since. */
function recordedLinks(system: System, { links }: RunContext): RecordedLink[] {
  const targets = new Map(links.map(({ name, target }) => [name, target]))
  return recordLinks(system).filter(({ name, target }) => targets.get(name) === target)
}
