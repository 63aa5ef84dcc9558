import type { RunContext } from '../runbook/context.js'
import type { Supervise, System } from '../system/system.js'
import type { Action, Given } from './action.js'
import { isTakenOver, justBeforeScan, notYetTakenOver } from './before-scan.js'
import { givenProcess, processInput } from './given-process.js'
import { listed, mustBeSpared, nameOf } from './kin.js'
import { endLog } from './log-retire.js'
import { hasTwin, isPipeKept, logOf, superviseOf } from './pairs.js'
import { sendSignal } from './signal.js'
import { tellToExit, waitForSupervise } from './supervise-end.js'

export const superviseRenew: Action = {
  name: 'supervise.renew',
  summary:
    "ends a supervise and what it runs just before svscan's next scan, so that svscan starts both again at once",
  inputs: processInput,
  effect: 'irreversible',
  foresight: { fidelity: 'predicted', why: 'the supervises are those of now' },
  deadline: 45_000,
  plan(system, context, given) {
    const acts = toRenew(system, context, given).flatMap(supervise => endPair(supervise, system))
    return { acts: acts.length === 0 ? [] : [...justBeforeScan(system), ...acts] }
  },
  pending(system, context, given) {
    const left = toRenew(system, context, given)
    if (left.length > 0) return left.flatMap(waitForSupervise)
    return toRenew(context.initial, context, given).flatMap(old => notYetTakenOver(old, system, context))
  },
  insist(system, context, given) {
    const children = toRenew(system, context, given).flatMap(({ child }) =>
      child === null || child.state === 'Z' || mustBeSpared(child, system) ? [] : [child],
    )
    if (children.length === 0) return null
    const names = listed(children.map(nameOf))
    return {
      question: `${names} did not stop. Kill (SIGKILL)?`,
      note: `${names} did not stop: killed`,
      acts: children.map(child => sendSignal('SIGKILL', child, nameOf(child))),
    }
  },
}

/** What svscan would not start again, or what shares its control FIFO with another one, is left as it is. */
function toRenew(system: System, context: RunContext, given: Given): Supervise[] {
  const supervise = superviseOf(system, givenProcess(given))
  if (supervise === null || hasTwin(system, supervise) || !isTakenOver(supervise, context)) return []
  return [supervise]
}

/** A log whose pipe nobody keeps is told first: it goes when it has read what its service has written. */
function endPair(supervise: Supervise, system: System) {
  if (supervise.role === 'log') return endLog(supervise, system)
  const log = logOf(system, supervise)
  return [
    ...(log === null || isPipeKept(supervise, log) ? [] : endLog(log, system)),
    ...tellToExit(supervise),
  ]
}
