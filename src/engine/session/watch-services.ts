import { partsOf, type ServicePart, startedAt } from '../../diagnosis/service-part.js'
import type { ServiceChange } from '../../journal/journal-entry.js'
import { readStatus } from '../../system/observe-directory.js'
import type { ProcessId } from '../../system/process.js'
import { alive, idOf } from '../../system/processes.js'
import { isUp } from '../../system/supervise-state.js'
import type { Supervise, SuperviseStatus, System } from '../../system/system.js'

/** A service or its log, and the process that ran there when svreset looked last. */
interface Watched {
  readonly name: string
  readonly path: string
  /** Where its supervises run: also a deleted directory. */
  readonly directories: ReadonlySet<string>
  process: ProcessId | null
  /** When svreset looked last. */
  seen: number
}

export interface ServiceWatch {
  /** What has changed by this look. `last`: no later look tells more. */
  saw(system: System, last?: boolean): readonly ServiceChange[]
}

/**
 * Measures how long each service is away, from look to look. supervise notes in its status when a process has ended or
 * started; the kernel knows the start too. `earlier`: what the sessions before this one have recorded.
 */
export function watchServices(initial: System, earlier: readonly ServiceChange[]): ServiceWatch {
  const parts = partsOf(initial).map(part => watched(part, initial))
  const byName = new Map(parts.map(part => [part.name, part]))
  for (const { name, process, at } of earlier) {
    const part = byName.get(name)
    if (part !== undefined) Object.assign(part, { process, seen: at })
  }
  return {
    saw(system, last = false) {
      const supervises = new Map<string, Supervise[]>()
      for (const each of system.supervises) {
        const id = each.directory?.id ?? ''
        supervises.set(id, [...(supervises.get(id) ?? []), each])
      }
      return parts.flatMap(part => {
        const its = [...part.directories].flatMap(id => supervises.get(id) ?? [])
        return changesOf(part, its, system, last)
      })
    },
  }
}

function watched({ name, directory, supervises }: ServicePart, { time }: System): Watched {
  const child = supervises.find(isUp)?.child ?? null
  return {
    ...{ name, path: directory.path, seen: time },
    directories: new Set([directory.id, ...supervises.flatMap(each => each.directory?.id ?? [])]),
    process: child === null ? null : idOf(child),
  }
}

function changesOf(
  part: Watched,
  supervises: readonly Supervise[],
  system: System,
  last: boolean,
): ServiceChange[] {
  const { name, process, seen } = part
  if (process !== null && alive(system, process) !== null) {
    part.seen = system.time
    return []
  }
  const child = supervises.find(isUp)?.child ?? null
  if (process === null && child === null) return []
  const { status } = readStatus(part.path)
  // Its supervise is about to write that it has ended.
  if (child === null && supervises.length > 0 && status?.pid === process?.pid && !last) return []
  part.process = child === null ? null : idOf(child)
  part.seen = system.time
  const gone = process === null ? [] : [{ name, ...endOf(status, seen), process: null }]
  if (child === null) return gone
  const at = status?.pid === child.pid ? status.changed : startedAt(system, child)
  // Two ran side by side, and one of them is left: nobody was away.
  return [...(at <= seen ? [] : gone), { name, at, exact: true, process: idOf(child) }]
}

/** Milliseconds that a look takes at most, so that what has ended during it is older than the look. */
const lookTakes = 200

/** The stamp of a status without a process is the time when the last one ended. */
function endOf(status: SuperviseStatus | null, seen: number): Pick<ServiceChange, 'at' | 'exact'> {
  const isNoted = status?.pid === 0 && status.changed >= seen - lookTakes
  return isNoted ? { at: status.changed, exact: true } : { at: seen, exact: false }
}
