import type { Action } from '../contract/action.js'
import { inputProcess, processInput } from '../contract/action.js'
import { superviseOf } from '../system/pairs.js'

export const svscanForgets: Action = {
  name: 'svscan.forgets',
  summary: 'waits until svscan has forgotten a service whose link is gone and whose supervise has ended',
  inputs: processInput,
  effect: 'read',
  planFidelity: { fidelity: 'unknown', why: 'svscan looks every 5 seconds' },
  deadline: 15_000,
  // svscan reaps at the beginning of its scan, and forgets at the end.
  steady: 200,
  plan: () => ({ operations: [] }),
  pending(system, { initial }, inputs) {
    const before = superviseOf(initial, inputProcess(inputs))
    const there =
      before !== null && system.processes.get(before.process.pid)?.startTime === before.process.startTime
    return there ? [{ name: "svscan's next scan" }] : []
  },
}
