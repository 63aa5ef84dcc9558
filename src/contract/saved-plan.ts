import type { ProcessId } from '../system/process.js'
import type { SavedPlan } from './schemas/plan.js'

/** A process that a plan depends on, and its part. Plain JSON: a saved plan holds it. */
export interface TrackedProcess extends ProcessId {
  /** `svscan`, `svscanboot`, `readproctitle`, `supervise nginx`, `supervise nginx/log`. */
  readonly part: string
}

export type { SavedPlan } from './schemas/plan.js'
export type SavedCommand = SavedPlan['command']
export type SavedStep = SavedPlan['steps'][number]

export const planSchemaName: SavedPlan['schema'] = 'svreset/plan/1'
