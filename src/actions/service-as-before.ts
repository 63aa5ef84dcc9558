import type { Action, ActionInputs } from '../contract/action.js'
import { inputProcess, processInput } from '../contract/action.js'
import { superviseOf } from '../system/pairs.js'
import { serviceName } from '../system/processes.js'
import { isUp } from '../system/supervise-state.js'
import type { Supervise, System } from '../system/system.js'
import { order } from './order.js'

export const serviceAsBefore: Action = {
  name: 'service.as-before',
  summary: 'starts a service that ran when the run began, although it is normally down (svc -u)',
  inputs: processInput,
  effect: 'irreversible',
  planFidelity: { fidelity: 'predicted', why: 'these services run now' },
  deadline: 10_000,
  plan: (system, { initial }, inputs) => ({
    operations: waiting(system, initial, inputs).map(each => order(each, 'u')),
  }),
  pending: (system, { initial }, inputs) =>
    waiting(system, initial, inputs).map(each => ({ name: serviceName(each) })),
}

function waiting(system: System, initial: System, inputs: ActionInputs): Supervise[] {
  const before = superviseOf(initial, inputProcess(inputs))
  if (before === null || !isUp(before)) return []
  return system.supervises.filter(
    each => each.svscan !== null && each.directory?.id === before.directory?.id && !isUp(each),
  )
}
