import type { Action } from '../contract/action.js'
import type { RunContext } from '../contract/context.js'
import type { Escalation, Waiting } from '../contract/escalation.js'
import type { Operation } from '../contract/operation.js'
import { sendSignal } from '../contract/operation.js'
import { runsStop } from '../system/encore.js'
import { idOf, mustBeSpared, nameOf, serviceName } from '../system/processes.js'
import type { Supervise, System } from '../system/system.js'
import { listed } from '../text/list.js'
import { endLine } from './end-line.js'
import { whetherToKill } from './stubborn.js'
import { entryStays, livingSupervises } from './tracked.js'

export const superviseEnd: Action = {
  name: 'supervise.end',
  summary:
    'ends the supervise processes that svc could not reach, and their services, through their own control descriptors',
  byHand: [
    'lsof -c supervise -a -d cwd   # which are left, and in which directory?',
    'kill PID                      # only those of your svscan; stop their services as well',
  ],
  effect: 'irreversible',
  planFidelity: {
    fidelity: 'predicted',
    why: 'svc cannot reach these now; there are more if one does not obey svc',
  },
  deadline: 10_000,
  plan: (system, context) => ({
    operations: left(system, context).flatMap(each => tellToExit(each, system)),
  }),
  pending: (system, context) => left(system, context).flatMap(waitForSupervise),
  nudge: (system, context) => left(system, context).flatMap(supervise => endLine(supervise, system)),
  // SIGTERM comes first.
  kills: { asks: true, isSecond: true },
  escalate: (system, context, _inputs, round) => endSupervises(left(system, context), system, round),
}

/** A supervise that svscan would start again is ended together with svscan. */
function left(system: System, context: RunContext): Supervise[] {
  return livingSupervises(system, context).filter(supervise => !entryStays(supervise, system, context))
}

/** Like `svc -dx`, but through the descriptor that supervise itself holds: its directory may be gone. */
export function tellToExit(supervise: Supervise, system: System): Operation[] {
  const { process, role, service, directory } = supervise
  const where = directory === null ? '' : ` in ${directory.path}${directory.deleted ? ' (deleted)' : ''}`
  const what = `supervise ${process.arguments[1] ?? service ?? role}${where}`
  return [
    ...(process.state === 'T' ? [sendSignal('SIGCONT', process, what)] : []),
    { kind: 'control', orders: runsStop(supervise, system) ? 'x' : 'dx', process: idOf(process), what },
  ]
}

export function waitForSupervise(supervise: Supervise): Waiting[] {
  const name = serviceName(supervise)
  const { process, child, logChild = null } = supervise
  return [
    { name, process },
    ...(child === null || child.state === 'Z' ? [] : [{ name, process: child }]),
    ...(logChild === null || logChild.state === 'Z' ? [] : [{ name: `${name}/log`, process: logChild }]),
  ]
}

/**
 * SIGTERM first. Nobody has seen whether the order reached the service, because a supervise that cannot fork sleeps, and
 * SIGKILL comes only after a delivered SIGTERM. supervise before its service, or it would start the service again; it
 * leaves the service running when it dies.
 */
export function endSupervises(
  supervises: readonly Supervise[],
  system: System,
  round = 0,
): Escalation | null {
  if (supervises.length === 0) return null
  const names = listed(
    supervises.map(supervise => `supervise ${serviceName(supervise)} (pid ${supervise.process.pid})`),
  )
  const send = (signal: 'SIGTERM' | 'SIGKILL') =>
    supervises.flatMap(supervise => {
      const { process, child } = supervise
      // SIGTERM tells the supervise of daemontools-encore to stop the service once more.
      if (signal === 'SIGTERM' && runsStop(supervise, system)) return []
      const living = child !== null && child.state !== 'Z' && !mustBeSpared(child, system) ? [child] : []
      const what = `supervise ${serviceName(supervise)}`
      return [
        sendSignal(signal, process, what),
        ...living.map(service => sendSignal(signal, service, nameOf(service))),
      ]
    })
  return round === 0
    ? {
        question: null,
        note: `${names} did not follow the order: SIGTERM to it and to its service`,
        operations: send('SIGTERM'),
        isFirst: true,
      }
    : {
        question: whetherToKill(
          supervises.map(supervise => ({ name: serviceName(supervise), process: supervise.process })),
          system,
        ),
        note: `${supervises.length} supervise did not exit: killed`,
        operations: send('SIGKILL'),
      }
}
