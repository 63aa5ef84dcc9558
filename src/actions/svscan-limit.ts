import type { Action, ActionInputs } from '../contract/action.js'
import { inputProcess, processInput } from '../contract/action.js'
import type { Operation } from '../contract/operation.js'
import { alive } from '../system/processes.js'
import type { System } from '../system/system.js'

/** svscan starts at most 1000 services, and has two descriptors open for each service with a log. */
export const enoughOpenFiles = 2048

export const svscanLimit: Action = {
  name: 'svscan.limit',
  summary:
    'raises the limit of open files of the running svscan to all that it can ever need; lasts until svscan ends',
  inputs: {
    ...processInput,
    limit: { type: 'string', description: 'the limit now, SOFT:HARD' },
  },
  effect: 'reversible',
  planFidelity: { fidelity: 'predicted', why: 'this is the limit now' },
  deadline: 0,
  plan: (system, _context, inputs) => ({
    operations: raise(system, inputs),
    notes: [
      'everything that svscan starts from now on has this limit too; the next svscan has the old limit again, unless you raise it where svscan is started (LimitNOFILE=, ulimit -n)',
    ],
  }),
  pending: () => [],
}

function raise(system: System, inputs: ActionInputs): Operation[] {
  const svscan = alive(system, inputProcess(inputs))
  const before = String(inputs.limit)
  const [soft, hard] = before.split(':').map(Number)
  if (svscan === null || soft === undefined || soft >= enoughOpenFiles) return []
  // `unlimited` is no number.
  const openFiles = `${enoughOpenFiles}:${Math.max(hard || enoughOpenFiles, enoughOpenFiles)}`
  return [{ kind: 'limit', process: inputProcess(inputs), openFiles, before, what: 'svscan' }]
}
