import type { Operation } from '../../contract/operation.js'
import { describeOperation, factsOf, linkChanges } from '../../runbook/operations/table.js'

/** The operations that undo these, last first. What cannot be undone has no inverse: svscan starts stopped services again. */
export function inverse(operations: readonly Operation[]): Operation[] {
  return operations.toReversed().flatMap((operation): readonly Operation[] => {
    const back = factsOf(operation).undo(operation)
    return typeof back === 'string' ? [] : back
  })
}

/** Whether links have been removed, or are being put back. From then on only the end of the run brings everything up again. */
export function linksWent(operations: readonly Operation[]): boolean {
  return operations.some(operation => linkChanges(operation).length > 0)
}

/** What was done and cannot be undone, in words for the operator; empty if there is nothing. */
export function lasting(operations: readonly Operation[]): string[] {
  const words = [
    ...new Set(operations.filter(isLasting).map(operation => shortened(describeOperation(operation)))),
  ]
  if (words.length === 0) return []
  const shown = words.slice(0, most).join('; ')
  const more = words.length > most ? `; and ${words.length - most} more` : ''
  return [
    `cannot be undone: ${shown}${more}. svscan starts stopped services again at its next scan (within 5 s)`,
  ]
}

const most = 4

function isLasting(operation: Operation): boolean {
  return factsOf(operation).undo(operation) === 'lasting'
}

/** A command may name a thousand directories. */
function shortened(text: string): string {
  const words = text.split(' ')
  return words.length <= 8 ? text : `${words.slice(0, 6).join(' ')} … (${words.length - 6} more)`
}
