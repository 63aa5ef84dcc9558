import type { Cures } from './cure.js'
import type { AdvisedNote, NotedFinding } from './effect.js'
import type { AdvisedFinding, Finding } from './finding.js'
import type { IgnoreRule } from './settings.js'

/** What a run is to repair. It is found before the run begins, and kept in its journal. */
export interface Repair {
  readonly cures: Cures
  /** Every finding, cured or not. */
  readonly findings: readonly Finding[]
  /** What this site has chosen to leave as it is. Absent in what earlier versions have recorded. */
  readonly ignore?: readonly IgnoreRule[]
  /** The services of this repair; null: all. */
  readonly services: readonly string[] | null
}

/** The findings before a run, compared with those after it. */
export interface Compared<B, A> {
  readonly cured: readonly B[]
  readonly left: readonly A[]
  readonly fresh: readonly A[]
}

/** The outcome of a repair. */
export type Outcome = Compared<Finding, AdvisedFinding>

/** The same, as the journal has it. */
export type NotedOutcome = Compared<NotedFinding, AdvisedNote>
