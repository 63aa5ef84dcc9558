import type { RecordedLink } from '../system/link-record.js'
import type { RecordedService } from '../system/service-record.js'
import type { System } from '../system/system.js'
import type { Repair } from './repair.js'
import type { Restart } from './restart.js'
import type { StepResult } from './step-result.js'
import type { Value } from './value.js'

/** What stays the same for a whole run: the system when it began, and the choices of the operator. */
export interface RunContext {
  readonly initial: System
  /** The links that the run is about: the links at its start, or those of a manifest. */
  readonly links: readonly RecordedLink[]
  /** How the services were at its start, or as a manifest says. */
  readonly services: readonly RecordedService[]
  /** Every parameter of the runbook, with a value of its type. */
  readonly parameters: Readonly<Record<string, Value>>
  readonly restart: Restart
  /** null: the run is not `svreset repair`. */
  readonly repair: Repair | null
  /** The results of the steps so far, by their ids; it grows during the run. A step that is not there has not run yet. */
  readonly results: ReadonlyMap<string, StepResult>
}
