import type { Act } from '../runbook/act.js'
import type { Supervise, System } from '../system/system.js'
import type { Given } from './action.js'
import { givenProcess } from './given-process.js'
import { serviceName } from './kin.js'
import { superviseOf } from './pairs.js'
import { idOf } from './signal.js'

/** As svc(8) has it: continue, up, kill. */
export type Order = 'c' | 'u' | 'k'

/** By svc where it can; else through the control descriptor that supervise itself holds. */
export function order(supervise: Supervise, orders: Order): Act {
  const { directory, reachable, process } = supervise
  if (reachable && directory !== null) {
    return { act: 'command', argv: ['svc', `-${orders}`, directory.path], cwd: '/' }
  }
  return { act: 'control', orders, process: idOf(process), what: `supervise ${serviceName(supervise)}` }
}

/** The supervise that a step is for, as it is now: none where it has gone. */
export function subject(system: System, given: Given): Supervise[] {
  const supervise = superviseOf(system, givenProcess(given))
  return supervise === null ? [] : [supervise]
}
