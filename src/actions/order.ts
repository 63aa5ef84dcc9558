import type { ActionInputs } from '../contract/action.js'
import { inputProcess } from '../contract/action.js'
import type { RunContext } from '../contract/context.js'
import type { Operation } from '../contract/operation.js'
import { superviseOf } from '../system/pairs.js'
import { alive, idOf, serviceName } from '../system/processes.js'
import { isLive } from '../system/supervise-state.js'
import type { Supervise, System } from '../system/system.js'

/** As in svc(8): continue, up, kill. */
export type Order = 'c' | 'u' | 'k'

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
  const children = system.children.get(process.pid) ?? []
  const child = children.find(isLive) ?? children[0] ?? null
  return [{ ...before, process, svscan: null, directory: process.workingDirectory, child }]
}
