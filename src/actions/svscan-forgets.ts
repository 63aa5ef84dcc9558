import type { Action } from '../contract/action.js'
import { superviseOf } from '../system/pairs.js'
import { givenProcess, processInput } from './given-process.js'

export const svscanForgets: Action = {
  name: 'svscan.forgets',
  summary:
    'waits until svscan has looked and forgotten a service whose link is gone and whose supervise has ended',
  inputs: processInput,
  effect: 'read',
  foresight: { fidelity: 'unknown', why: 'svscan looks every 5 seconds' },
  deadline: 15_000,
  // It reaps at the beginning of its look, and forgets at the end.
  steady: 200,
  plan: () => ({ acts: [] }),
  pending(system, { initial }, given) {
    const before = superviseOf(initial, givenProcess(given))
    const there =
      before !== null && system.processes.get(before.process.pid)?.startTime === before.process.startTime
    return there ? [{ name: "svscan's next look" }] : []
  },
}
