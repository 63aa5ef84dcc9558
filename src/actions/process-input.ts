import type { ActionInputs, Input } from '../contract/action.js'
import type { ProcessId } from '../system/process.js'

/** The input of actions that work on one process. */
export const processInput: Readonly<Record<'process', Input>> = {
  process: { type: 'process', description: 'the process, such as ${it.process} of a finding' },
}

export function inputProcess({ process }: ActionInputs): ProcessId {
  return process as unknown as ProcessId
}
