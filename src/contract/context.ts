import type { RecordedLink } from '../system/link-record.js'
import type { System } from '../system/system.js'
import type { Repair } from './repair.js'
import type { Restart } from './restart.js'
import type { StepResult } from './step-result.js'
import type { Value } from './value.js'

/** What stays fixed for a whole run: what was there when it began, and what the operator chose. */
export interface RunContext {
  readonly initial: System
  /** The links that the run is about: those seen at its start, or those of a manifest. */
  readonly links: readonly RecordedLink[]
  /** Every parameter of the runbook, of its type. */
  readonly parameters: Readonly<Record<string, Value>>
  readonly restart: Restart
  /** null: it is another run than `svreset repair`. */
  readonly repair: Repair | null
  /** What steps have said so far, by their ids: grows as the run goes. A step that is not there has not run yet. */
  readonly results: ReadonlyMap<string, StepResult>
}
