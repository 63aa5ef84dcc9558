import type { ProcessId } from '../system/process.js'
import type { Value } from './value.js'

interface CureKind {
  /** `what svreset repair has found that …` */
  readonly summary: string
  /**
   * It leaves messages in readproctitle's title: what is ended, or cannot be started meanwhile, complains of that; and
   * so does a svscan that looks again before what it complains of has been cured, or what nobody has read so far.
   */
  readonly leavesMessages?: true
  /** It ends something just before svscan looks. */
  readonly beforeScan?: true
}

/** The cures that runbooks/repair.yaml knows: a step goes through `${cures.NAME}`. Who gets it: src/findings/catalogue/. */
const table = {
  continue: { summary: 'is stopped (SIGSTOP) and should go on' },
  unpause: { summary: 'is paused' },
  kill: { summary: 'was told to go down and does not' },
  'raise-limit': { summary: 'may open too few files' },
  'read-errors': { summary: 'writes its errors to a pipe that nobody reads', leavesMessages: true },
  'end-svscan': { summary: 'is a svscan too many', leavesMessages: true },
  'start-svscan': { summary: 'has lost its svscan', leavesMessages: true },
  'put-back': { summary: 'runs and has lost its link' },
  unlink: { summary: 'is a link that leads nowhere, or a second one', leavesMessages: true },
  'end-twin': { summary: 'is a second supervise in a directory' },
  retire: { summary: 'is the supervise of an old copy', leavesMessages: true },
  'retire-log': {
    summary: 'is the log of an old copy, or reads an old pipe',
    leavesMessages: true,
    beforeScan: true,
  },
  'end-process': { summary: 'is a process that is left over' },
  bridge: { summary: 'writes to a pipe that nobody reads' },
  renew: { summary: 'svscan should start anew', leavesMessages: true, beforeScan: true },
  relink: { summary: 'svscan must see anew, to see its log', leavesMessages: true, beforeScan: true },
  start: { summary: 'svscan could not start' },
  up: { summary: 'is down, and nobody has told it to be' },
  'as-before': { summary: 'ran although it is normally down' },
  refresh: { summary: 'has a wrong status' },
  'clear-title': { summary: 'shows old errors' },
} as const satisfies Record<string, CureKind>

export type CureName = keyof typeof table

export const cures: Readonly<Record<CureName, CureKind>> = table

export const cureNames = Object.keys(table) as readonly CureName[]

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

export function gather(all: readonly Cure[]): Cures {
  const gathered: Partial<Record<CureName, CureItem[]>> = {}
  const known = new Set<string>()
  for (const { cure, item } of all) {
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
