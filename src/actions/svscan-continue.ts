import type { Action } from '../contract/action.js'
import { sendSignal } from '../contract/operation.js'
import type { System } from '../system/system.js'

export const svscanContinue: Action = {
  name: 'svscan.continue',
  summary: 'lets a svscan go on that was left stopped (SIGSTOP): it would look at no link',
  byHand: ['kill -CONT PID    # of svscan, where ps shows it in state T'],
  effect: 'reversible',
  planFidelity: { fidelity: 'exact', why: 'whether it is stopped is seen' },
  deadline: 2_000,
  plan: system => ({
    operations: stopped(system).map(process => sendSignal('SIGCONT', process, 'svscan')),
  }),
  pending: system => stopped(system).map(() => ({ name: 'svscan to go on' })),
}

function stopped({ svscans }: System) {
  return svscans.flatMap(({ process }) => (process.state === 'T' ? [process] : []))
}
