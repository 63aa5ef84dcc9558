import type { ActionInputs, Input } from '../contract/action.js'
import type { ProcessId } from '../system/process.js'

/** The input of actions that are for one process of a finding. */
export const processInput: Readonly<Record<'process', Input>> = {
  process: { type: 'process', description: 'whose it is: ${it.process} of a finding' },
}

export function inputProcess({ process }: ActionInputs): ProcessId {
  return process as unknown as ProcessId
}
