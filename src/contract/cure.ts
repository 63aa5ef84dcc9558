import type { ProcessId } from '../system/process.js'
import type { Value } from './value.js'

interface CureKind {
  /** Completes `what svreset repair has found that …`. */
  readonly summary: string
  /**
   * It leaves messages in readproctitle's title. Programs that it ends, or that cannot start meanwhile, print errors. So
   * does a svscan that looks again before the cure is complete. A new readproctitle also shows errors from before.
   */
  readonly leavesMessages?: true
  /** It ends a process just before svscan looks. */
  readonly beforeScan?: true
}

/** The cures of runbooks/repair.yaml: `for_each: ${cures.NAME}` goes through the items of one. src/findings/catalogue/ chooses them. */
const table = {
  continue: { summary: 'was stopped by SIGSTOP' },
  unpause: { summary: 'was paused by svc -p' },
  kill: { summary: 'was told to go down and did not' },
  'raise-limit': { summary: 'may open too few files' },
  'read-errors': { summary: 'writes its errors to a pipe that nobody reads', leavesMessages: true },
  'end-svscan': { summary: 'is an extra svscan', leavesMessages: true },
  'start-svscan': { summary: 'has lost its svscan', leavesMessages: true },
  'put-back': { summary: 'runs and has lost its link' },
  unlink: { summary: 'is a link that leads nowhere, or a second link to a directory', leavesMessages: true },
  'end-twin': { summary: 'is a second supervise in a directory' },
  retire: { summary: 'is the supervise of an old copy', leavesMessages: true },
  'retire-log': {
    summary: 'is the log of an old copy, or reads an old pipe',
    leavesMessages: true,
    beforeScan: true,
  },
  'end-process': { summary: 'is left over from a service' },
  bridge: { summary: 'writes to a pipe that nobody reads' },
  renew: { summary: 'svscan should start again', leavesMessages: true, beforeScan: true },
  relink: {
    summary: 'svscan must forget and see again, so that it sees its log',
    leavesMessages: true,
    beforeScan: true,
  },
  start: { summary: 'svscan could not start' },
  up: { summary: 'is down although nobody stopped it' },
  'as-before': { summary: 'ran although it is normally down' },
  refresh: { summary: 'has a stale status' },
  'clear-title': { summary: 'shows old errors' },
} as const satisfies Record<string, CureKind>

export type CureName = keyof typeof table

export const cures: Readonly<Record<CureName, CureKind>> = table

export const cureNames = Object.keys(table) as readonly CureName[]

/** The item that a step cures. */
export interface CureItem {
  /** `nginx`, `nginx/log`, or `svscan`, for people. */
  readonly name: string
  /** The service of the item; null: it belongs to svscan. */
  readonly service: string | null
  readonly process: ProcessId | null
  /** The name of the link. */
  readonly link: string | null
  /** The limit of open files, SOFT:HARD. */
  readonly limit: string | null
  /** `listens on tcp 127.0.0.1:80`: whom its end interrupts. */
  readonly serves: string | null
  /** Not the service, but the log that its supervise runs as well (daemontools-encore). */
  readonly ownLog: boolean
}

export const cureItemFields: readonly (keyof CureItem)[] = [
  'name',
  'service',
  'process',
  'link',
  'limit',
  'serves',
  'ownLog',
]

export interface Cure {
  readonly cure: CureName
  readonly item: CureItem
}

/** All items of a repair, by their cure; no item twice. Plain JSON, as the journal keeps it. */
export type Cures = Readonly<Partial<Record<CureName, readonly CureItem[]>>>

export function gather(all: readonly Cure[]): Cures {
  const gathered: Partial<Record<CureName, CureItem[]>> = {}
  const known = new Set<string>()
  for (const { cure, item } of all) {
    const { process, link, name, ownLog } = item
    const key = JSON.stringify([
      cure,
      process === null ? (link ?? name) : [process.pid, process.startTime, ownLog],
    ])
    if (known.has(key)) continue
    known.add(key)
    gathered[cure] = [...(gathered[cure] ?? []), item]
  }
  return gathered
}

export function toValue(item: CureItem): { readonly [field: string]: Value } {
  // Of a run that an earlier version has left, nobody has said whom it serves.
  const { process, serves = null, ownLog = false } = item
  return { ...item, serves, ownLog, process: process === null ? null : { ...process } }
}
