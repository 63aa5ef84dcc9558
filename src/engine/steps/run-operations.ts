import type { CommandOutcome } from '../../contract/command.js'
import type { Operation } from '../../contract/operation.js'
import { factsOf, linkChanges } from '../../runbook/operations/table.js'
import { describeAstray } from '../end/detour.js'
import { effectOf, settle } from '../operations/effects.js'
import type { LinkPlace } from '../operations/links.js'
import { OperationFailed } from '../operations/operation-failed.js'
import type { StepRun } from './step-run.js'

/** Records the operations, then carries them out. Returns how the commands among them ended. */
export async function runOperations(
  { runEnvironment, done, begun, step }: StepRun,
  operations: readonly Operation[],
): Promise<readonly CommandOutcome[]> {
  const outcomes: CommandOutcome[] = []
  if (operations.length === 0) {
    runEnvironment.breakOnPurpose?.(step.id)
    return outcomes
  }
  runEnvironment.forget()
  runEnvironment.journal.write({ event: 'intent', step: step.id, operations: operations.map(journaled) })
  try {
    for (const [index, each] of operations.entries()) {
      if (linkChanges(each).length > 0) requireInPlace(runEnvironment.operationEnvironment.place)
      const outcome = await effectOf(each)(each, runEnvironment.operationEnvironment)
      if (!isNotedAgain(each, done.slice(begun))) done.push(each)
      if (outcome) outcomes.push(outcome)
      if (index === Math.floor((operations.length - 1) / 2)) runEnvironment.breakOnPurpose?.(step.id)
    }
    return outcomes
  } finally {
    settle(operations, runEnvironment.operationEnvironment)
  }
}

/** Somebody has moved the directory away meanwhile. svreset makes nothing where its name leads now. */
function requireInPlace({ directory }: LinkPlace): void {
  const astray = directory.astray()
  if (astray !== null)
    throw new OperationFailed('unable to continue with the links', describeAstray(directory.path, astray))
}

function journaled(each: Operation): Operation {
  return factsOf(each).journaled?.(each) ?? each
}

/** What takes a step back that is tried again, takes it back once. */
function isNotedAgain(each: Operation, before: readonly Operation[]): boolean {
  if (each.kind !== 'undo-by') return false
  const words = JSON.stringify(each)
  return before.some(other => other.kind === each.kind && JSON.stringify(other) === words)
}
