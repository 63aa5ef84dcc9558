import type { Cures } from './cure.js'
import type { AdvisedFinding, Finding } from './finding.js'

/** What a run is to repair: found before it, kept in its journal. */
export interface Repair {
  readonly cures: Cures
  /** All that was found, whether it is cured or left. */
  readonly findings: readonly Finding[]
  /** The services that the repair is limited to; null: all. */
  readonly services: readonly string[] | null
}

/** What a repair has come to: the findings before it against those after it. */
export interface Outcome {
  readonly cured: readonly Finding[]
  readonly left: readonly AdvisedFinding[]
  readonly fresh: readonly AdvisedFinding[]
}
