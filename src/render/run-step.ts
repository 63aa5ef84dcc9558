import type { PlannedStep } from '../contract/plan.js'
import { factsOf, operationLines } from '../runbook/operations/table.js'
import { truncate } from '../text/wrap.js'

/** The first lines, and how many more there are. */
export function foldedOperationLines(step: PlannedStep, most: number, width: number): string[] {
  const lines = operationLines(step.operations)
  const shown = lines.length <= most ? lines : lines.slice(0, most - 1)
  const rest = lines.length - shown.length
  return [...shown.map(line => truncate(line, width)), ...(rest > 0 ? [`… and ${rest} more`] : [])]
}

export function undoWords({ effect, operations }: PlannedStep): string {
  if (effect === 'read') return 'only looks'
  if (effect === 'reversible') return 'can be undone'
  return operations.some(operation => factsOf(operation).leavesDown?.(operation))
    ? 'cannot be undone: what is stopped runs again only when svscan, or you, start it again'
    : 'cannot be undone'
}
