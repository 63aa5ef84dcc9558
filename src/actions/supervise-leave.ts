import type { Action } from '../contract/action.js'
import { processInput } from '../contract/action.js'
import { hasTwin } from '../system/pairs.js'
import { justBeforeScan } from './before-scan.js'
import { subject } from './order.js'
import { endSupervises, tellToExit, waitForSupervise } from './supervise-end.js'

export const superviseLeave: Action = {
  name: 'supervise.leave',
  summary: "ends a supervise and what it runs just before svscan's next scan; in that scan svscan forgets it",
  inputs: processInput,
  effect: 'irreversible',
  planFidelity: { fidelity: 'predicted', why: 'these supervises run now' },
  deadline: 45_000,
  plan(system, context, inputs) {
    const operations = subject(system, context, inputs)
      .filter(supervise => !hasTwin(system, supervise))
      .flatMap(each => tellToExit(each, system))
    return { operations: operations.length === 0 ? [] : [...justBeforeScan(system, context), ...operations] }
  },
  pending: (system, context, inputs) => subject(system, context, inputs).flatMap(waitForSupervise),
  // SIGTERM comes first.
  kills: { asks: true, isSecond: true },
  escalate: (system, context, inputs, round) =>
    endSupervises(subject(system, context, inputs), system, round),
}
