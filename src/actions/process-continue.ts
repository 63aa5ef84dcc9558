import type { Action } from '../contract/action.js'
import { inputProcess, processInput } from '../contract/action.js'
import { sendSignal } from '../contract/operation.js'
import { alive, nameOf } from '../system/processes.js'

export const processContinue: Action = {
  name: 'process.continue',
  summary: 'resumes a stopped process (SIGCONT)',
  inputs: processInput,
  effect: 'reversible',
  planFidelity: { fidelity: 'predicted', why: 'these processes are stopped now' },
  deadline: 2_000,
  plan(system, _context, inputs) {
    const process = alive(system, inputProcess(inputs))
    return { operations: process?.state === 'T' ? [sendSignal('SIGCONT', process, nameOf(process))] : [] }
  },
  pending(system, _context, inputs) {
    const process = alive(system, inputProcess(inputs))
    return process?.state === 'T' ? [{ name: nameOf(process) }] : []
  },
}
