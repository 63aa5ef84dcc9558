import type { Restart } from '../restart/method.js'
import type { System } from '../system/system.js'
import type { LinkRecord } from './act.js'

/** What stays fixed for a whole run: what was there when it began, and what the operator chose. */
export interface RunContext {
  readonly initial: System
  /** The links that the run is about: those seen at its start, or those of a manifest. */
  readonly links: readonly LinkRecord[]
  readonly parameters: Readonly<Record<string, string | number | boolean>>
  readonly restart: Restart
}
