import type { ProcessId } from '../system/process.js'
import type { Value } from './value.js'

/**
 * The cures that runbooks/repair.yaml knows: a step goes through `${cures.NAME}`. What each is for says which findings
 * get it: remedies.ts.
 */
export const cureSummaries = {
  continue: 'is stopped (SIGSTOP) and should go on',
  unpause: 'is paused',
  kill: 'was told to go down and does not',
  'raise-limit': 'may open too few files',
  'read-errors': 'writes its errors to a pipe that nobody reads',
  'end-svscan': 'is a svscan too many',
  'start-svscan': 'has lost its svscan',
  'put-back': 'runs and has lost its link',
  unlink: 'is a link that leads nowhere, or a second one',
  'end-twin': 'is a second supervise in a directory',
  retire: 'is the supervise of an old copy',
  'retire-log': 'is the log of an old copy, or reads an old pipe',
  'end-process': 'is a process that is left over',
  bridge: 'writes to a pipe that nobody reads',
  renew: 'svscan should start anew',
  relink: 'svscan must see anew, to see its log',
  start: 'svscan could not start',
  up: 'is down, and nobody has told it to be',
  'as-before': 'ran although it is normally down',
  refresh: 'has a wrong status',
  'clear-title': 'shows old errors',
} as const

export type CureName = keyof typeof cureSummaries

export const cureNames = Object.keys(cureSummaries) as readonly CureName[]

/** What one step is to do it to. */
export interface CureItem {
  /** `nginx`, `nginx/log`, or `svscan`: for people. */
  readonly name: string
  /** Whose it is; null: svscan's. */
  readonly service: string | null
  readonly process: ProcessId | null
  /** The name of a link. */
  readonly link: string | null
  /** Of open files, SOFT:HARD. */
  readonly limit: string | null
}

export const cureItemFields: readonly (keyof CureItem)[] = ['name', 'service', 'process', 'link', 'limit']

export interface Cure {
  readonly cure: CureName
  readonly item: CureItem
}

/** All that a repair does, by the cure: no item twice. Plain JSON, as the journal keeps it. */
export type Cures = Readonly<Partial<Record<CureName, readonly CureItem[]>>>

export function gather(cures: readonly Cure[]): Cures {
  const gathered: Partial<Record<CureName, CureItem[]>> = {}
  const known = new Set<string>()
  for (const { cure, item } of cures) {
    const { process, link, name } = item
    const key = JSON.stringify([cure, process === null ? (link ?? name) : [process.pid, process.startTime]])
    if (known.has(key)) continue
    known.add(key)
    gathered[cure] = [...(gathered[cure] ?? []), item]
  }
  return gathered
}

export function toValue(item: CureItem): { readonly [field: string]: Value } {
  return { ...item, process: item.process === null ? null : { ...item.process } }
}
