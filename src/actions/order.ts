import type { ActionInputs, Input } from '../contract/action.js'
import { inputProcess } from '../contract/action.js'
import type { RunContext } from '../contract/context.js'
import type { Operation } from '../contract/operation.js'
import { superviseOf } from '../system/pairs.js'
import { alive, idOf, serviceName } from '../system/processes.js'
import type { Supervise, System } from '../system/system.js'
import { asItIsNow } from './tracked.js'

/** As in svc(8): continue, up, kill. */
export type Order = 'c' | 'u' | 'k' | 'Lc' | 'Lu'

/** For actions on one program of a supervise. */
export const ownLogInput: Readonly<Record<'own_log', Input>> = {
  own_log: {
    type: 'boolean',
    default: false,
    description: 'not the service, but the log that the same supervise runs (daemontools-encore)',
  },
}

/** The supervise as the keeper of its own log, where the step is for that. */
export function ofOwnLog(supervise: Supervise, { own_log: ownLog }: ActionInputs): Supervise {
  return ownLog === true ? { ...supervise, child: supervise.logChild ?? null } : supervise
}

/** With svc if svc can reach it; otherwise through the control descriptor that supervise itself holds. */
export function order(supervise: Supervise, orders: Order): Operation {
  const { directory, reachable, process } = supervise
  if (reachable && directory !== null) {
    return { kind: 'command', argv: ['svc', `-${orders}`, directory.path], cwd: '/' }
  }
  return { kind: 'control', orders, process: idOf(process), what: `supervise ${serviceName(supervise)}` }
}

/**
 * The supervise of a step, as it is now; none if it has gone. Once its svscan has ended and no entry leads to its
 * directory, only the look at the start of the run tells that it belongs to this svscan.
 */
export function subject(
  system: System,
  { initial }: Pick<RunContext, 'initial'>,
  inputs: ActionInputs,
): Supervise[] {
  const supervise = superviseOf(system, inputProcess(inputs))
  if (supervise !== null) return [supervise]
  const before = superviseOf(initial, inputProcess(inputs))
  const process = before === null ? null : alive(system, before.process)
  if (before === null || process === null) return []
  return [asItIsNow(before, process, system)]
}
