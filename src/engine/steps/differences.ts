import type { Operation } from '../../contract/operation.js'
import type { PlannedStep } from '../../contract/plan.js'
import { describeOperation, endOf } from '../../runbook/operations/table.js'
import { alive } from '../../system/processes.js'
import type { System } from '../../system/system.js'

/**
 * What a step would do now and was not planned to do, and the reverse; empty if they agree. A process that was to be
 * ended, and has ended by itself, is what was wanted, and no difference.
 */
export function differences(
  promised: Pick<PlannedStep, 'operations'>,
  fresh: Pick<PlannedStep, 'operations'>,
  now: System,
): string[] {
  const before = byContent(promised.operations)
  const after = byContent(fresh.operations)
  const added = [...after]
    .filter(([key]) => !before.has(key))
    .map(([, operation]) => describeOperation(operation))
  const left = [...before]
    .filter(([key, operation]) => !after.has(key) && !hasHappened(operation, now))
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

function hasHappened(operation: Operation, now: System): boolean {
  const process = endOf(operation)
  return process !== null && alive(now, process) === null
}
