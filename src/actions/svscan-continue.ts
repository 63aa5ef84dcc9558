import type { Action } from '../contract/action.js'
import { sendSignal } from '../contract/operation.js'
import type { System } from '../system/system.js'

export const svscanContinue: Action = {
  name: 'svscan.continue',
  summary: 'resumes a svscan that was left stopped (SIGSTOP); a stopped svscan looks at no link',
  byHand: ['kill -CONT PID    # of svscan, if ps shows it in state T'],
  effect: 'reversible',
  planFidelity: { fidelity: 'exact', why: 'svscan is in this state now' },
  deadline: 2_000,
  plan: system => ({
    operations: stopped(system).map(process => sendSignal('SIGCONT', process, 'svscan')),
  }),
  pending: system => stopped(system).map(() => ({ name: 'svscan to continue' })),
}

function stopped({ svscans }: System) {
  return svscans.flatMap(({ process }) => (process.state === 'T' ? [process] : []))
}
