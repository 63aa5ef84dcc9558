import type { StandingOrder } from '../system/service-record.js'
import type { RunContext } from './context.js'
import type { LeftOff } from './open-run.js'
import type { Operation } from './operation.js'
import type { Effect, Runbook } from './runbook.js'

/** How certain a plan is about the operations of a step. */
export type Fidelity = 'exact' | 'predicted' | 'unknown'

export interface PlannedStep {
  readonly id: string
  readonly name: string
  readonly description: string
  readonly effect: Effect
  /** A text is the question to ask. */
  readonly confirm: boolean | 'always' | { readonly message: string }
  readonly allowSkip: boolean
  /** The condition in `when` holds for none of its items. */
  readonly ruledOut: boolean
  readonly operations: readonly Operation[]
  readonly notes: readonly string[]
  readonly fidelity: Fidelity
  /** Why this is not certain. */
  readonly why: string
  /** What the step kills (SIGKILL) if it does not end; null: nothing. */
  readonly kill: PlannedKill | null
  /** The step whose result must be known before this one can be done, or ruled out; null: none. */
  readonly dependsOn: string | null
}

export interface PlannedKill {
  /** Milliseconds. */
  readonly after: number
  /** `fail`: with --no-kill. `ask`: a person is asked; with --yes nobody is. */
  readonly how: 'kill' | 'ask' | 'fail'
  /** Known beforehand: `nginx, pid 212`. */
  readonly expected: readonly string[]
}

/** The one value that a dry run prints, a person confirms, and a run carries out. */
export interface Plan {
  readonly runbook: Pick<Runbook, 'name' | 'title' | 'digest' | 'file'>
  readonly svscanDirectory: string
  readonly restart: RunContext['restart']
  /** Whether a step starts svscan again. */
  readonly restarts: boolean
  readonly steps: readonly PlannedStep[]
  /** The orders that the run keeps. */
  readonly orders: readonly StandingOrder[]
  /** Which running services the plan interrupts, and which not. */
  readonly blastRadius: BlastRadius
  /** null: it is not the rest of an interrupted run. */
  readonly resumes: Resumption | null
}

/** What the plan is the rest of. */
export interface Resumption {
  readonly run: string
  readonly leftOff: LeftOff
  /** How many steps of the run come before the first one of the plan. */
  readonly before: number
  /** What somebody else has changed since, in words. */
  readonly changes: readonly string[]
}

/** A running service that the plan stops, and for how many seconds. */
export interface Interruption {
  readonly service: string
  readonly least: number
  /** null: it stays down. */
  readonly most: number | null
  readonly why: string
}

/** Shown before anything happens. */
export interface BlastRadius {
  readonly interrupted: readonly Interruption[]
  /** Running services that keep their processes. */
  readonly untouched: readonly string[]
}
