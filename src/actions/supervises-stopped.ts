import type { Action } from '../contract/action.js'
import type { RunContext } from '../contract/context.js'
import { sendSignal } from '../contract/operation.js'
import { runsStop } from '../system/encore.js'
import { ofEach } from '../system/of-each.js'
import type { FileId } from '../system/process.js'
import { mustBeSpared, nameOf, serviceName } from '../system/processes.js'
import { isLive } from '../system/supervise-state.js'
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
    nudge: (system: System, context: RunContext) =>
      told(system, context).flatMap(each => endLine(each, system)),
    kills: {
      asks: true,
      expected: (system, context) => told(system, context).flatMap(each => unwilling(each, system, context)),
    },
    escalate(system, context, _inputs, round = 0) {
      const late = told(system, context)
      // Only now has the service ended: what its `stop` needs is time of its own.
      const atStop = round === 0 ? late.filter(each => runsStop(each, system)) : []
      const children = late
        .filter(each => !atStop.includes(each))
        .flatMap(supervise => stubbornChild(supervise, system))
      if (children.length === 0 && atStop.length === 0) return null
      const names = listed(children.map(({ what }) => what))
      const waits = `${listed(atStop.map(serviceName))} still ${atStop.length === 1 ? 'runs its' : 'run their'} ./stop: svreset waits as long again`
      return {
        question: children.length === 0 ? null : whetherToKill(children, system),
        note: [
          ...(children.length === 0 ? [] : [`${names} ignored SIGTERM: killed`]),
          ...(atStop.length === 0 ? [] : [waits]),
        ].join('; '),
        operations: children.map(({ process, what }) => sendSignal('SIGKILL', process, what)),
        ...(atStop.length === 0 ? {} : { isFirst: true }),
      }
    },
  }
}

/** Whether svc could tell it to stop. Once the links are gone, only the look at the start of the run knows. */
function wasReachable(supervise: Supervise, context: RunContext): boolean {
  const before = byPid(context.initial).get(supervise.process.pid)
  // A stopped supervise reads no orders. A later step ends it.
  return (before ?? supervise).reachable && supervise.process.state !== 'T' && !hasTwin(supervise, context)
}

/** Of two in one directory, one reads the order, and nobody knows which. That later step tells each by its pid. */
function hasTwin({ process, directory }: Supervise, { initial }: RunContext): boolean {
  const there = directory === null ? [] : (pidsIn(initial).get(directory.id) ?? [])
  return there.some(pid => pid !== process.pid)
}

const byPid = ofEach(
  ({ supervises }: System) => new Map(supervises.map(supervise => [supervise.process.pid, supervise])),
)

/** Of the supervises in each directory. */
const pidsIn = ofEach(({ supervises }: System) => {
  const found = new Map<FileId, number[]>()
  for (const { process, directory } of supervises) {
    if (directory !== null) found.set(directory.id, [...(found.get(directory.id) ?? []), process.pid])
  }
  return found
})

const statusIn = ofEach(({ services }: System) => {
  const all = services.flatMap(({ directory }) =>
    directory.log === null ? [directory] : [directory, directory.log],
  )
  // Of two services with one log, the first counts.
  return new Map(all.toReversed().map(({ id, status }) => [id, status]))
})

/** Ignores SIGTERM, or was told to stop before this run and has not. */
function unwilling(supervise: Supervise, system: System, { initial }: RunContext): string[] {
  const { child, directory, process } = supervise
  if (child === null || !isLive(child)) return []
  const status = statusIn(initial).get(directory?.id ?? '')
  const isOld = byPid(initial).has(process.pid)
  const wasTold =
    isOld && status?.want === 'down' && system.time - (status.ordered ?? system.time) > toldBefore
  const words = `${serviceName(supervise)}, pid ${child.pid},`
  if (initial.details?.termIgnored?.has(child.pid) === true) return [`${words} ignores SIGTERM`]
  return wasTold ? [`${words} was told to stop before, and has not`] : []
}

/** Milliseconds: who was told so long ago may need more than a deadline. */
const toldBefore = 10_000

/** The service; once that has ended, the log that daemontools-encore's supervise runs as well. */
function stubbornChild(supervise: Supervise, system: System) {
  const { child, logChild = null } = supervise
  const isService = child !== null && isLive(child)
  const left = isService ? child : logChild
  if (left === null || !isLive(left) || mustBeSpared(left, system)) return []
  const name = `${serviceName(supervise)}${isService ? '' : '/log'}`
  return [{ process: left, name, what: `${name} (${nameOf(left)})` }]
}
