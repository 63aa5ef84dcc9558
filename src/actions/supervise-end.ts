import type { Action } from '../contract/action.js'
import type { RunContext } from '../contract/context.js'
import type { Waiting } from '../contract/escalation.js'
import type { Operation } from '../contract/operation.js'
import { sendSignal } from '../contract/operation.js'
import { idOf, mustBeSpared, nameOf, serviceName } from '../system/processes.js'
import type { Supervise, System } from '../system/system.js'
import { listed } from '../text/list.js'
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
  plan: (system, context) => ({ operations: left(system, context).flatMap(tellToExit) }),
  pending: (system, context) => left(system, context).flatMap(waitForSupervise),
  escalate: (system, context) => killSupervises(left(system, context), system),
}

/** A supervise that svscan would start again is ended together with svscan. */
function left(system: System, context: RunContext): Supervise[] {
  return livingSupervises(system, context).filter(supervise => !entryStays(supervise, system, context))
}

/** Like `svc -dx`, but through the descriptor that supervise itself holds: its directory may be gone. */
export function tellToExit({ process, role, service, directory }: Supervise): Operation[] {
  const where = directory === null ? '' : ` in ${directory.path}${directory.deleted ? ' (deleted)' : ''}`
  const what = `supervise ${process.arguments[1] ?? service ?? role}${where}`
  return [
    ...(process.state === 'T' ? [sendSignal('SIGCONT', process, what)] : []),
    { kind: 'control', orders: 'dx', process: idOf(process), what },
  ]
}

export function waitForSupervise(supervise: Supervise): Waiting[] {
  const name = serviceName(supervise)
  const { process, child } = supervise
  return [{ name, process }, ...(child === null || child.state === 'Z' ? [] : [{ name, process: child }])]
}

/** supervise first, or it would start its service again; then the service, which supervise leaves running. */
export function killSupervises(supervises: readonly Supervise[], system: System) {
  if (supervises.length === 0) return null
  return {
    question: `${listed(supervises.map(supervise => `supervise ${serviceName(supervise)} (pid ${supervise.process.pid})`))} did not exit. Kill (SIGKILL)?`,
    note: `${supervises.length} supervise did not exit: killed`,
    operations: supervises.flatMap(supervise => {
      const { child, process } = supervise
      const killChild = child !== null && child.state !== 'Z' && !mustBeSpared(child, system)
      return [
        sendSignal('SIGKILL', process, `supervise ${serviceName(supervise)}`),
        ...(killChild ? [sendSignal('SIGKILL', child, nameOf(child))] : []),
      ]
    }),
  }
}
