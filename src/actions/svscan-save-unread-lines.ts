import type { Action } from '../contract/action.js'
import { inputProcess, processInput } from '../contract/action.js'
import { alive, idOf } from '../system/processes.js'

export const svscanSaveUnreadLines: Action = {
  name: 'svscan.save-unread-lines',
  summary: 'saves unread lines to files, from log pipes that only this svscan has open',
  inputs: processInput,
  effect: 'irreversible',
  planFidelity: { fidelity: 'predicted', why: 'the content of a pipe is known only when it is read' },
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
