import type { Operation } from '../../contract/operation.js'
import type { PlannedStep } from '../../contract/plan.js'
import { describeOperation } from '../../runbook/operations/table.js'

/** What a step would do now and was not planned to do, and the reverse; empty if they agree. */
export function differences(
  promised: Pick<PlannedStep, 'operations'>,
  now: Pick<PlannedStep, 'operations'>,
): string[] {
  const before = byContent(promised.operations)
  const after = byContent(now.operations)
  const added = [...after]
    .filter(([key]) => !before.has(key))
    .map(([, operation]) => describeOperation(operation))
  const left = [...before]
    .filter(([key]) => !after.has(key))
    .map(([, operation]) => describeOperation(operation))
  return [
    ...added.filter(words => !left.includes(words)).map(words => `not planned: ${words}`),
    ...left.filter(words => !added.includes(words)).map(words => `no longer possible: ${words}`),
    ...added.filter(words => left.includes(words)).map(words => `no longer the same: ${words}`),
  ]
}

function byContent(operations: readonly Operation[]): ReadonlyMap<string, Operation> {
  return new Map(operations.map(operation => [JSON.stringify(operation), operation]))
}
