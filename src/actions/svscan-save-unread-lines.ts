import type { Action } from '../contract/action.js'
import { alive, idOf } from '../system/processes.js'
import { inputProcess, processInput } from './process-input.js'

export const svscanSaveUnreadLines: Action = {
  name: 'svscan.save-unread-lines',
  summary: 'keeps in files what waits in the pipes of a svscan that is to end, where nobody else has them',
  inputs: processInput,
  effect: 'irreversible',
  planFidelity: { fidelity: 'predicted', why: 'what waits in a pipe shows only when it is read' },
  deadline: 0,
  plan(system, _context, inputs) {
    const process = alive(system, inputProcess(inputs))
    return {
      operations:
        process === null ? [] : [{ kind: 'save-unread-lines', process: idOf(process), what: 'svscan' }],
    }
  },
  pending: () => [],
}
