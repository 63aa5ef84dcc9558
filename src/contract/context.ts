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
  /** `--no-kill`: a step fails where it would kill. */
  readonly noKill?: boolean
  /** How long each step took when this runbook was last carried out here: milliseconds, by its id. */
  readonly lastTook?: ReadonlyMap<string, number>
  /** The results of the steps so far, by their ids; it grows during the run. A step that is not there has not run yet. */
  readonly results: ReadonlyMap<string, StepResult>
}
