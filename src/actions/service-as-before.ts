import type { Action, Given } from '../contract/action.js'
import { isUp } from '../system/interpret.js'
import { superviseOf } from '../system/pairs.js'
import { serviceName } from '../system/processes.js'
import type { Supervise, System } from '../system/system.js'
import { givenProcess, processInput } from './given-process.js'
import { order } from './order.js'

export const serviceAsBefore: Action = {
  name: 'service.as-before',
  summary: 'starts what ran when the run began, although it is normally down (svc -u)',
  inputs: processInput,
  effect: 'irreversible',
  foresight: { fidelity: 'predicted', why: 'the services are those that run now' },
  deadline: 10_000,
  plan: (system, { initial }, given) => ({
    acts: waiting(system, initial, given).map(each => order(each, 'u')),
  }),
  pending: (system, { initial }, given) =>
    waiting(system, initial, given).map(each => ({ name: serviceName(each) })),
}

function waiting(system: System, initial: System, given: Given): Supervise[] {
  const before = superviseOf(initial, givenProcess(given))
  if (before === null || !isUp(before)) return []
  return system.supervises.filter(
    each => each.svscan !== null && each.directory?.id === before.directory?.id && !isUp(each),
  )
}
