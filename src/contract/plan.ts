import type { RunContext } from './context.js'
import type { Operation } from './operation.js'
import type { Effect, Runbook } from './runbook.js'

/** How sure a plan can be of its acts. */
export type Fidelity = 'exact' | 'predicted' | 'unknown'

export interface PlannedStep {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly effect: Effect
  /** A text is what is asked. */
  readonly confirm: boolean | 'always' | { readonly message: string }
  readonly allowSkip: boolean
  /** Its `when` does not hold, for none of its items. */
  readonly ruledOut: boolean
  readonly operations: readonly Operation[]
  readonly notes: readonly string[]
  readonly fidelity: Fidelity
  /** Why it is not known better. */
  readonly why: string
}

/** The one value that a dry run prints, a person confirms and a run carries out. */
export interface Plan {
  readonly runbook: Pick<Runbook, 'name' | 'title' | 'digest' | 'file'>
  readonly svscanDirectory: string
  readonly restart: RunContext['restart']
  /** Whether any step has svscan started again. */
  readonly restarts: boolean
  readonly steps: readonly PlannedStep[]
  /** Which running services are interrupted, and which are not. */
  readonly blastRadius: BlastRadius
}

/** A service that runs, and that the plan stops: for how long, in seconds. */
export interface Interruption {
  readonly service: string
  readonly least: number
  /** null: it stays down. */
  readonly most: number | null
  readonly why: string
}

/** Said before anything happens. */
export interface BlastRadius {
  readonly interrupted: readonly Interruption[]
  /** Services that run and go on running, their process untouched. */
  readonly untouched: readonly string[]
}
