import type { PlannedStep } from '../contract/plan.js'
import { factsOf, operationLines } from '../runbook/operations/table.js'
import { truncate } from '../text/wrap.js'

/** The first lines, and the number of the others. */
export function foldedOperationLines(step: PlannedStep, most: number, width: number): string[] {
  const lines = operationLines(step.operations)
  const shown = lines.length <= most ? lines : lines.slice(0, most - 1)
  const rest = lines.length - shown.length
  return [...shown.map(line => truncate(line, width)), ...(rest > 0 ? [`… and ${rest} more`] : [])]
}

export function undoWords({ effect, operations }: PlannedStep): string {
  if (effect === 'read') return 'only reads'
  if (effect === 'reversible') return 'can be undone'
  return operations.some(operation => factsOf(operation).leavesDown?.(operation))
    ? 'cannot be undone: stopped services run again only when svscan starts them, or you do'
    : 'cannot be undone'
}
