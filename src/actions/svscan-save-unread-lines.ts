import type { Action } from '../contract/action.js'
import { alive, idOf } from '../system/processes.js'
import { givenProcess, processInput } from './given-process.js'

export const svscanSalvage: Action = {
  name: 'svscan.salvage',
  summary: 'keeps in files what waits in the pipes of a svscan that is to end, where nobody else has them',
  inputs: processInput,
  effect: 'irreversible',
  foresight: { fidelity: 'predicted', why: 'what waits in a pipe shows only when it is read' },
  deadline: 0,
  plan(system, _context, given) {
    const process = alive(system, givenProcess(given))
    return { acts: process === null ? [] : [{ act: 'salvage', process: idOf(process), what: 'svscan' }] }
  },
  pending: () => [],
}
