import { type Act, describeAct } from '../../contract/operation.js'
import type { PlannedStep } from '../../contract/plan.js'

/** What a step would do now and was not planned to do, and the other way round; empty where they agree. */
export function differences(promised: Pick<PlannedStep, 'acts'>, now: Pick<PlannedStep, 'acts'>): string[] {
  const before = byContent(promised.acts)
  const after = byContent(now.acts)
  const added = [...after].filter(([key]) => !before.has(key)).map(([, act]) => describeAct(act))
  const left = [...before].filter(([key]) => !after.has(key)).map(([, act]) => describeAct(act))
  return [
    ...added.filter(words => !left.includes(words)).map(words => `not planned: ${words}`),
    ...left.filter(words => !added.includes(words)).map(words => `no longer possible: ${words}`),
    ...added.filter(words => left.includes(words)).map(words => `no longer the same: ${words}`),
  ]
}

function byContent(acts: readonly Act[]): ReadonlyMap<string, Act> {
  return new Map(acts.map(act => [JSON.stringify(act), act]))
}
