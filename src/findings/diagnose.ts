import type { Finding } from '../contract/finding.js'
import type { Doubt } from '../diagnosis/doubt.js'
import { type DoubtHistory, noDoubts, remember } from '../diagnosis/doubt-history.js'
import { defaultStopTimeout, type RuleInput, type Symptom } from '../diagnosis/rule.js'
import { partsOf } from '../diagnosis/service-part.js'
import { isForeignGround } from '../system/relatives/ground.js'
import { withForeign } from '../system/relatives/separate-foreign.js'
import type { System } from '../system/system.js'
import { withCauses } from './causes.js'
import type { FindingDefinition } from './definition.js'
import { holdsForOthers, inTheirWords } from './foreign.js'
import { definitions } from './index.js'

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
export function examine(
  system: System,
  history: DoubtHistory = noDoubts,
  stopTimeout = defaultStopTimeout,
): Examination {
  const ours: RuleInput = { system, parts: partsOf(system), history, stopTimeout }
  const everyone = withForeign(system)
  const all: RuleInput = everyone === system ? ours : { ...ours, system: everyone, parts: partsOf(everyone) }
  const foreignGround = isForeignGround(system)
  const findings: Finding[] = []
  const raised: Doubt[] = []
  for (const definition of definitions) {
    const holds = holdsForOthers(definition.id)
    if (foreignGround && !holds) continue
    for (const result of definition.find(holds ? all : ours)) {
      if (result.kind === 'doubt') raised.push(result)
      else findings.push(inTheirWords(toFinding(definition, result), system))
    }
  }
  return {
    findings: withCauses(findings),
    doubts: raised.filter(({ again }) => again !== null),
    history: remember(history, raised, system.ticks),
  }
}

function toFinding(definition: FindingDefinition, symptom: Symptom): Finding {
  const { service, pids, message, evidence } = symptom
  const { severity = definition.severity, byHand = definition.byHand } = symptom
  return { id: definition.id, severity, service, pids, message, evidence, byHand }
}
