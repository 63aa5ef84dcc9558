import type { Severity } from '../contract/finding.js'
import type { Doubt } from '../diagnosis/doubt.js'
import type { RuleInput, Symptom } from '../diagnosis/rule.js'
import type { Case, Remedy } from './remedy.js'

/** All that svreset knows of one finding. A drill scenario has the same name and shows it. */
export interface FindingDefinition<Id extends string = string, Cause extends string = string> {
  /** Stable: scripts rely on it. */
  readonly id: Id
  readonly severity: Severity
  /** A short noun phrase. */
  readonly title: string
  /** What it is and how it comes about. */
  readonly meaning: string
  readonly find: (look: RuleInput) => Iterable<Symptom | Doubt>
  /**
   * Findings that this one is often only a consequence of, the likeliest first; `complaints`: whatever svscan or
   * supervise complain of.
   */
  readonly consequenceOf?: readonly Cause[] | 'complaints'
  /** The same, but only where they concern the very service: what is wrong with svscan leaves a living supervise at work. */
  readonly consequenceOfOwn?: readonly Cause[]
  /** What is to become of it in this case. */
  readonly remedy: (the: Case) => Remedy
  /** The same in general, for people. */
  readonly bySvreset: string
  /** What a person does without svreset. A symptom that knows the directory or the pid says it more exactly. */
  readonly byHand: string
  /** A reset promises that it is gone afterwards. */
  readonly resetEnds: boolean
  /** Whether svscan or supervise complain of it in readproctitle's title: these messages are its consequence. */
  readonly complains: 'always' | 'sometimes' | 'never'
  /** It needs its remedy although it is only a consequence: what its cause's remedy does, leaves it. */
  readonly remedyAsConsequence: boolean
  /** The snapshot that a run has recorded is enough to see it. */
  readonly inSnapshot: boolean
}

/** Keeps the ids as they are written, so that the table knows which there are. */
export function defineFinding<const Id extends string, const Cause extends string = never>(
  definition: FindingDefinition<Id, Cause>,
): FindingDefinition<Id, Cause> {
  return definition
}
