import type { Plan } from '../../contract/plan.js'
import type { TrackedProcess } from '../../contract/saved-plan.js'
import { stopsThings } from '../../runbook/plan/plan.js'
import type { ProcessId } from '../../system/process.js'
import { isLive, isUp } from '../../system/supervise-state.js'
import type { System } from '../../system/system.js'

/** Seconds. A supervise that cannot take its lock ends at once and is started again and again, so it is not tracked. */
const settledAfter = 6

/** Pure. null for a plan that stops nothing, such as one that only puts links back: it depends on no process. */
export function trackedProcessesFor(plan: Plan, system: System): TrackedProcess[] | null {
  return stopsThings(plan) ? trackedProcessesOf(system) : null
}

/** Pure: svscan, its surroundings, and every supervise that has settled. */
export function trackedProcessesOf(system: System): TrackedProcess[] {
  const members: TrackedProcess[] = []
  const add = (part: string, { pid, startTime }: ProcessId) => members.push({ part, pid, startTime })
  for (const { process, svscanboot, readproctitle } of system.svscans) {
    add('svscan', process)
    if (svscanboot !== null) add('svscanboot', svscanboot)
    if (readproctitle !== null) add('readproctitle', readproctitle.process)
  }
  for (const supervise of system.supervises) {
    const { process, role, service } = supervise
    const age = (system.ticks - process.startTime) / system.ticksPerSecond
    if (!isUp(supervise) && age < settledAfter) continue
    const name = service ?? process.arguments[1] ?? '?'
    add(`supervise ${role === 'log' && service !== null ? `${name}/log` : name}`, process)
  }
  return members
}

export interface TrackedChangesOptions {
  /**
   * Default false. Whether a svscan may appear where there was none. Once the orphans of a dead svscan have ended, the
   * pipe to readproctitle closes, svscanboot ends, and init starts all three again during the reset.
   */
  readonly svscanMayCome?: boolean
}

/** Pure: which of these have ended or were replaced, and whether a svscan has appeared. A new supervise follows from a new link. */
export function trackedProcessChanges(
  before: readonly TrackedProcess[],
  now: System,
  { svscanMayCome = false }: TrackedChangesOptions = {},
): string[] {
  const known = new Set(before.map(keyOf))
  const others = trackedProcessesOf(now).filter(member => !known.has(keyOf(member)))
  const gone = before.filter(member => !lives(member, now))
  const isAwaited = svscanMayCome && !before.some(({ part }) => part === 'svscan')
  return [
    ...gone.map(({ part, pid }) => {
      const successor = others.find(other => other.part === part)
      return successor === undefined
        ? `${part}, pid ${pid}, has ended`
        : `${part}, pid ${pid}, was replaced: it is now pid ${successor.pid}`
    }),
    ...others
      .filter(({ part }) => part === 'svscan' && !isAwaited && !gone.some(member => member.part === part))
      .map(({ pid }) => `svscan, pid ${pid}, is new`),
  ]
}

function lives({ pid, startTime }: ProcessId, now: System): boolean {
  const process = now.processes.get(pid)
  return process?.startTime === startTime && isLive(process)
}

function keyOf({ part, pid, startTime }: TrackedProcess): string {
  return `${part} ${pid} ${startTime}`
}
