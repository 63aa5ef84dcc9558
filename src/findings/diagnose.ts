import type { Finding } from '../contract/finding.js'
import { withCauses } from '../diagnosis/causes.js'
import type { Doubt } from '../diagnosis/doubt.js'
import { type DoubtHistory, noDoubts, remember } from '../diagnosis/doubt-history.js'
import type { Rule, RuleInput, Symptom } from '../diagnosis/rule.js'
import { partsOf } from '../diagnosis/service-part.js'
import type { System } from '../system/system.js'
import { rules } from './rules.js'

export interface Examination {
  /** Causes before consequences, otherwise in the order of the table. */
  readonly findings: readonly Finding[]
  /** What only another look can tell. */
  readonly doubts: readonly Doubt[]
  /** For the next look. */
  readonly history: DoubtHistory
}

/** All that is certainly wrong by this look, and an earlier one where there was one. Pure. */
export function diagnose(system: System, earlier?: System): Finding[] {
  const history = earlier === undefined ? noDoubts : examine(earlier).history
  return [...examine(system, history).findings]
}

/** One look, with what earlier looks left in doubt. Pure: the same values give the same examination. */
export function examine(system: System, history: DoubtHistory = noDoubts): Examination {
  const look: RuleInput = { system, parts: partsOf(system), history }
  const findings: Finding[] = []
  const raised: Doubt[] = []
  for (const rule of rules) {
    for (const result of rule.find(look)) {
      if (result.kind === 'doubt') raised.push(result)
      else findings.push(toFinding(rule, result))
    }
  }
  return {
    findings: withCauses(findings, rules),
    doubts: raised.filter(({ again }) => again !== null),
    history: remember(history, raised, system.ticks),
  }
}

function toFinding({ id, severity, mendedBy }: Rule, symptom: Symptom): Finding {
  const { service, pids, message, evidence, remedy } = symptom
  return { id, severity: symptom.severity ?? severity, mendedBy, service, pids, message, evidence, remedy }
}
