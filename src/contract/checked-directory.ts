import type { System } from '../system/system.js'
import type { Finding, Verdict } from './finding.js'
import type { IgnoredFinding } from './settings.js'

/** What was found in one svscan directory; without a system: it could not be checked. */
export interface CheckedDirectory {
  readonly path: string
  readonly verdict: Verdict
  readonly checked: {
    readonly system: System
    readonly findings: readonly Finding[]
    readonly ignored: readonly IgnoredFinding[]
  } | null
  /** Why it could not be checked; empty if it was. */
  readonly reason: string
}
