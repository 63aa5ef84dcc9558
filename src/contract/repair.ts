import type { Cures } from './cure.js'
import type { AdvisedFinding, Finding } from './finding.js'

/** What a run is to repair. It is found before the run begins, and kept in its journal. */
export interface Repair {
  readonly cures: Cures
  /** Every finding, cured or not. */
  readonly findings: readonly Finding[]
  /** The services of this repair; null: all. */
  readonly services: readonly string[] | null
}

/** The outcome of a repair: the findings before it, compared with those after it. */
export interface Outcome {
  readonly cured: readonly Finding[]
  readonly left: readonly AdvisedFinding[]
  readonly fresh: readonly AdvisedFinding[]
}
