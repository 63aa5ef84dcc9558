import type { Finding } from '../contract/finding.js'
import type { OpenRun } from '../contract/open-run.js'
import type { Doubt } from '../diagnosis/doubt.js'
import { type DoubtHistory, noDoubts, remember } from '../diagnosis/doubt-history.js'
import { defaultStopTimeout, type RuleInput, type Symptom } from '../diagnosis/rule.js'
import { partsOf, programsOf } from '../diagnosis/service-part.js'
import { isForeignGround } from '../system/relatives/ground.js'
import { withForeign } from '../system/relatives/separate-foreign.js'
import type { System } from '../system/system.js'
import { runAtWork } from './catalogue/run.js'
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

export interface ExamineOptions {
  /** How long a service has to stop, in seconds. */
  readonly stopTimeout?: number | undefined
  readonly run?: OpenRun | null
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
  { stopTimeout = defaultStopTimeout, run = null }: ExamineOptions = {},
): Examination {
  const ours: RuleInput = { ...{ system, history, stopTimeout, run }, ...whatRuns(system) }
  const everyone = withForeign(system)
  const all: RuleInput = everyone === system ? ours : { ...ours, system: everyone, ...whatRuns(everyone) }
  const foreignGround = isForeignGround(system)
  const findings: Finding[] = []
  const raised: Doubt[] = []
  // Beside a run at work, all else is about to change.
  for (const definition of run?.atWork ? [runAtWork] : definitions) {
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

function whatRuns(system: System): Pick<RuleInput, 'parts' | 'programs'> {
  return { parts: partsOf(system), programs: programsOf(system) }
}

function toFinding(definition: FindingDefinition, symptom: Symptom): Finding {
  const { service, pids, message, evidence } = symptom
  const { severity = definition.severity, byHand = definition.byHand } = symptom
  return { id: definition.id, severity, service, pids, message, evidence, byHand }
}
