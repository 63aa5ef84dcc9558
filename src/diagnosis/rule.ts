import type { Evidence, Severity } from '../contract/finding.js'
import type { OpenRun } from '../contract/open-run.js'
import type { System } from '../system/system.js'
import type { DoubtHistory } from './doubt-history.js'
import type { ServicePart } from './service-part.js'

/** What a rule may know: this look, and what earlier looks left in doubt. */
export interface RuleInput {
  readonly system: System
  /** Every service, and every log, as one list. */
  readonly parts: readonly ServicePart[]
  /** The same, and the logs that daemontools-encore runs as a second program of the service's supervise. */
  readonly programs: readonly ServicePart[]
  readonly history: DoubtHistory
  /** The run that is at work on the svscan directory, or that nobody has finished. */
  readonly run: OpenRun | null
  /** How long a service has to stop, in seconds: until then nobody is to speak of it. */
  readonly stopTimeout: number
}

/** Seconds, as --stop-timeout has it where nobody says otherwise. */
export const defaultStopTimeout = 30

/** A rule applies. */
export interface Symptom {
  readonly kind: 'symptom'
  readonly service: string | null
  readonly pids: readonly number[]
  readonly message: string
  readonly evidence: Evidence
  /** Where it can be said more exactly than the finding's definition does. */
  readonly byHand?: string
  /** Where it is not the definition's. */
  readonly severity?: Severity
}

export function symptom(
  service: string | null,
  pids: readonly number[],
  message: string,
  evidence: Evidence,
  more: Pick<Symptom, 'byHand' | 'severity'> = {},
): Symptom {
  return { kind: 'symptom', service, pids, message, evidence, ...more }
}
