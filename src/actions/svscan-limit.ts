import type { Action, ActionInputs } from '../contract/action.js'
import type { Operation } from '../contract/operation.js'
import { alive } from '../system/processes.js'
import type { System } from '../system/system.js'
import { inputProcess, processInput } from './process-input.js'

/** svscan starts 1000 services at most, and has two descriptors open for each that has a log. */
export const enoughOpenFiles = 2048

export const svscanLimit: Action = {
  name: 'svscan.limit',
  summary: 'lets the living svscan open as many files as it can ever need; that lasts until it ends',
  inputs: {
    ...processInput,
    limit: { type: 'string', description: 'its limit now, SOFT:HARD' },
  },
  effect: 'reversible',
  planFidelity: { fidelity: 'predicted', why: 'the limit is the one of now' },
  deadline: 0,
  plan: (system, _context, inputs) => ({
    operations: raise(system, inputs),
    notes: [
      'what svscan starts from now on has this limit too; the next svscan has the old one again, unless whoever starts it raises it (LimitNOFILE=, ulimit -n)',
    ],
  }),
  pending: () => [],
}

function raise(system: System, inputs: ActionInputs): Operation[] {
  const svscan = alive(system, inputProcess(inputs))
  const before = String(inputs.limit)
  const [soft, hard] = before.split(':').map(Number)
  if (svscan === null || soft === undefined || soft >= enoughOpenFiles) return []
  // A limit of `unlimited` is none.
  const openFiles = `${enoughOpenFiles}:${Math.max(hard || enoughOpenFiles, enoughOpenFiles)}`
  return [{ kind: 'limit', process: inputProcess(inputs), openFiles, before, what: 'svscan' }]
}
