import { processState } from '../../system/process-table.js'
import type { ProcessId } from '../../system/system.js'

/** Whether it is still this very process, looked at right before something is done to it. */
export function isStill(id: ProcessId): boolean {
  const state = processState(id)
  return state !== null && state !== 'Z' && state !== 'X'
}
