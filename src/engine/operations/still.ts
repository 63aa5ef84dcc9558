import type { ProcessId } from '../../system/process.js'
import { processState } from '../../system/process-table.js'

/** Whether it is still this very process, looked at right before something is done to it. */
export function isStill(id: ProcessId): boolean {
  const state = processState(id)
  return state !== null && state !== 'Z' && state !== 'X'
}
