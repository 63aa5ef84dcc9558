import { describeAct } from '../../runbook/act.js'
import type { PlannedStep } from '../../runbook/plan.js'

/** What a step would do now and was not planned to do, and the other way round; empty where they agree. */
export function differences(promised: PlannedStep, now: PlannedStep): string[] {
  const before = new Map(promised.acts.map(act => [JSON.stringify(act), act]))
  const after = new Map(now.acts.map(act => [JSON.stringify(act), act]))
  return [
    ...[...after].filter(([key]) => !before.has(key)).map(([, act]) => `not planned: ${describeAct(act)}`),
    ...[...before]
      .filter(([key]) => !after.has(key))
      .map(([, act]) => `no longer possible: ${describeAct(act)}`),
  ]
}
