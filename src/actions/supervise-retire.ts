import type { Action, Given } from '../contract/action.js'
import type { RunContext } from '../contract/context.js'
import type { Supervise, System } from '../system/system.js'
import { processInput } from './given-process.js'
import { subject } from './order.js'
import { killSupervises, tellToExit, waitForSupervise } from './supervise-end.js'

export const superviseRetire: Action = {
  name: 'supervise.retire',
  summary: 'ends the supervise of an old copy of a service, and what it runs; its log comes later',
  inputs: processInput,
  effect: 'irreversible',
  foresight: { fidelity: 'predicted', why: 'the supervises are those of now' },
  deadline: 30_000,
  plan: (system, context, given) => ({ acts: old(system, context, given).flatMap(tellToExit) }),
  pending: (system, context, given) => old(system, context, given).flatMap(waitForSupervise),
  insist: (system, context, given) => killSupervises(old(system, context, given), system),
}

function old(system: System, context: RunContext, given: Given): Supervise[] {
  return subject(system, context, given).filter(({ role }) => role === 'service')
}
