import type { Action } from '../contract/action.js'
import { hasTwin } from '../system/pairs.js'
import { justBeforeScan } from './before-scan.js'
import { processInput } from './given-process.js'
import { subject } from './order.js'
import { killSupervises, tellToExit, waitForSupervise } from './supervise-end.js'

export const superviseLeave: Action = {
  name: 'supervise.leave',
  summary: "ends a supervise and what it runs just before svscan's next scan, in which svscan forgets it",
  inputs: processInput,
  effect: 'irreversible',
  foresight: { fidelity: 'predicted', why: 'the supervises are those of now' },
  deadline: 45_000,
  plan(system, context, given) {
    const acts = subject(system, context, given)
      .filter(supervise => !hasTwin(system, supervise))
      .flatMap(tellToExit)
    return { acts: acts.length === 0 ? [] : [...justBeforeScan(system, context), ...acts] }
  },
  pending: (system, context, given) => subject(system, context, given).flatMap(waitForSupervise),
  insist: (system, context, given) => killSupervises(subject(system, context, given), system),
}
