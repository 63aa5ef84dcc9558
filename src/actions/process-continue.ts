import type { Action } from '../contract/action.js'
import { sendSignal } from '../contract/operation.js'
import { alive, nameOf } from '../system/processes.js'
import { givenProcess, processInput } from './given-process.js'

export const processContinue: Action = {
  name: 'process.continue',
  summary: 'lets a stopped process go on (SIGCONT)',
  inputs: processInput,
  effect: 'reversible',
  foresight: { fidelity: 'predicted', why: 'the processes are those that are stopped now' },
  deadline: 2_000,
  plan(system, _context, given) {
    const process = alive(system, givenProcess(given))
    return { acts: process?.state === 'T' ? [sendSignal('SIGCONT', process, nameOf(process))] : [] }
  },
  pending(system, _context, given) {
    const process = alive(system, givenProcess(given))
    return process?.state === 'T' ? [{ name: nameOf(process) }] : []
  },
}
