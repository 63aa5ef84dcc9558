import type { Action } from '../contract/action.js'
import type { RunContext } from '../contract/context.js'
import { sendSignal } from '../contract/operation.js'
import { mustBeSpared, nameOf, serviceName } from '../system/processes.js'
import type { Supervise, System } from '../system/system.js'
import { listed } from '../text/list.js'
import { endLine } from './end-line.js'
import { whetherToKill } from './stubborn.js'
import { waitForSupervise } from './supervise-end.js'
import { entryStays, livingSupervises } from './tracked.js'

/** Waits until everything that svc has told to go down and exit has done so. One action for services, one for logs. */
export const servicesStopped = stopped(
  'services.stopped',
  'service',
  'every service that svc reaches is down, and its supervise has left',
)
export const logsStopped = stopped(
  'logs.stopped',
  'log',
  'every log that svc reaches is down, and its supervise has left',
)

function stopped(name: string, role: Supervise['role'], summary: string): Action {
  const told = (system: System, context: RunContext) =>
    livingSupervises(system, context).filter(
      supervise =>
        supervise.role === role &&
        wasReachable(supervise, context) &&
        !entryStays(supervise, system, context),
    )
  return {
    name,
    summary,
    effect: 'read',
    planFidelity: { fidelity: 'predicted', why: 'the time that a service needs to stop is not known' },
    deadline: 30_000,
    plan: () => ({ operations: [] }),
    pending: (system, context) => told(system, context).flatMap(waitForSupervise),
    ...(role === 'log'
      ? {
          nudge: (system: System, context: RunContext) =>
            told(system, context).flatMap(log => endLine(log, system)),
        }
      : {}),
    escalate(system, context) {
      const children = told(system, context).flatMap(supervise => stubbornChild(supervise, system))
      if (children.length === 0) return null
      const names = listed(children.map(({ what }) => what))
      return {
        question: whetherToKill(children, system),
        note: `${names} ignored SIGTERM: killed`,
        operations: children.map(({ process, what }) => sendSignal('SIGKILL', process, what)),
      }
    },
  }
}

/** Whether svc could tell it to stop. Once the links are gone, only the look at the start of the run knows. */
function wasReachable(supervise: Supervise, context: RunContext): boolean {
  const before = context.initial.supervises.find(({ process }) => process.pid === supervise.process.pid)
  // A stopped supervise reads no orders. A later step ends it.
  return (before ?? supervise).reachable && supervise.process.state !== 'T' && !hasTwin(supervise, context)
}

/** Of two in one directory, one reads the order, and nobody knows which. That later step tells each by its pid. */
function hasTwin({ process, directory }: Supervise, { initial }: RunContext): boolean {
  return (
    directory !== null &&
    initial.supervises.some(
      other => other.process.pid !== process.pid && other.directory?.id === directory.id,
    )
  )
}

function stubbornChild(supervise: Supervise, system: System) {
  const { child } = supervise
  if (child === null || child.state === 'Z' || mustBeSpared(child, system)) return []
  const name = serviceName(supervise)
  return [{ process: child, name, what: `${name} (${nameOf(child)})` }]
}
