import type { Evidence, MendedBy, Severity } from '../contract/finding.js'
import type { System } from '../system/system.js'
import type { Doubt } from './doubt.js'
import type { DoubtHistory } from './doubt-history.js'
import type { ServicePart } from './service-part.js'

/** One row of the catalogue: what is found, how bad it is, who can cure it, and what may be behind it. */
export interface Rule {
  readonly id: string
  readonly severity: Severity
  readonly mendedBy: MendedBy
  /** Ids of findings that this one is often only a consequence of, the likeliest first. */
  readonly consequenceOf?: readonly string[]
  /** The same, but only where they concern the very service: what is wrong with svscan leaves a living supervise at work. */
  readonly consequenceOfOwn?: readonly string[]
  readonly find: (look: RuleInput) => Iterable<Symptom | Doubt>
}

/** What a rule may know: this look, and what earlier looks left in doubt. */
export interface RuleInput {
  readonly system: System
  /** Every service, and every log, as one list. */
  readonly parts: readonly ServicePart[]
  readonly history: DoubtHistory
}

/** A rule applies. */
export interface Symptom {
  readonly kind: 'symptom'
  readonly service: string | null
  readonly pids: readonly number[]
  readonly message: string
  readonly evidence: Evidence
  readonly remedy: string
  /** Where it is not the row's. */
  readonly severity?: Severity
}

export function symptom(
  service: string | null,
  pids: readonly number[],
  message: string,
  evidence: Evidence,
  remedy: string,
  severity?: Severity,
): Symptom {
  const found = { kind: 'symptom', service, pids, message, evidence, remedy } as const
  return severity === undefined ? found : { ...found, severity }
}
