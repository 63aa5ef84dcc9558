import type { CommandOutcome } from '../../contract/command.js'
import { exitText } from '../../contract/command.js'
import type { RunContext } from '../../contract/context.js'
import type { Plan, PlannedStep } from '../../contract/plan.js'
import type { Runbook, Step } from '../../contract/runbook.js'
import { resultOf, type StepResult, skipped } from '../../contract/step-result.js'
import type { Vocabulary } from '../../contract/vocabulary.js'
import { factsOf } from '../../runbook/operations/table.js'
import { makePlan } from '../../runbook/plan/plan.js'
import type { System } from '../../system/system.js'
import { runCommand } from '../operations/commands.js'
import { OperationFailed } from '../operations/operation-failed.js'

/**
 * The plan of a dry run. Commands that only read really run, so that conditions on their results can be evaluated. The
 * results are those of now. If an earlier step would change the system by then, what depends on them is a prediction.
 */
export async function planDryRun(
  runbook: Runbook,
  context: RunContext,
  results: Map<string, StepResult>,
  vocabulary: Vocabulary,
  now: System,
): Promise<Plan> {
  const notes = new Map<string, string>()
  const failing = new Set<string>()
  for (;;) {
    const plan = makePlan(runbook, context, vocabulary, now)
    const next = runbook.steps.findIndex(
      (step, index) => !failing.has(step.id) && canTell(step, plan.steps[index], results),
    )
    const step = runbook.steps[next]
    const planned = plan.steps[next]
    if (step === undefined || planned === undefined) return withNotes(runbook, plan, notes)
    const outcomes = planned.ruledOut ? [] : await read(planned)
    if (outcomes instanceof OperationFailed) {
      failing.add(step.id)
      notes.set(step.id, `this would fail now: ${outcomes.message}: ${outcomes.reason}`)
      continue
    }
    const failed = outcomes.find(({ exitCode }) => exitCode !== 0)
    if (failed !== undefined && !step.anyExitCode) {
      failing.add(step.id)
      notes.set(step.id, `this would fail now: ${exitText(failed)}`)
      continue
    }
    results.set(step.id, planned.ruledOut ? skipped : resultOf(outcomes))
    if (!planned.ruledOut) notes.set(step.id, 'this command only reads, so it has really run')
  }
}

/** A step that only reads can be evaluated now. A step that is ruled out has no result. */
function canTell(
  step: Step,
  planned: PlannedStep | undefined,
  results: ReadonlyMap<string, StepResult>,
): boolean {
  if (planned === undefined || results.has(step.id) || planned.fidelity === 'unknown') return false
  return planned.ruledOut || (step.task.kind !== 'uses' && planned.effect === 'read')
}

async function read({ operations }: PlannedStep): Promise<CommandOutcome[] | OperationFailed> {
  const outcomes: CommandOutcome[] = []
  try {
    for (const operation of operations) {
      const command = factsOf(operation).command?.(operation)
      if (command !== undefined) outcomes.push(await runCommand(command))
    }
    return outcomes
  } catch (error) {
    if (error instanceof OperationFailed) return error
    throw error
  }
}

function withNotes(runbook: Runbook, plan: Plan, notes: ReadonlyMap<string, string>): Plan {
  const early = new Set<string>()
  let changed = false
  const steps = runbook.steps.flatMap(({ id, asks }, index): PlannedStep[] => {
    const planned = plan.steps[index]
    if (planned === undefined) return []
    if (changed) early.add(id)
    changed ||= planned.effect !== 'read' && planned.operations.length > 0
    const note = notes.get(id)
    const asked = asks.find(other => early.has(other))
    return [
      {
        ...planned,
        notes: note === undefined ? planned.notes : [...planned.notes, note],
        ...(asked !== undefined && planned.fidelity === 'exact'
          ? {
              fidelity: 'predicted',
              why: `this depends on the result of step '${asked}', which may change until then`,
            }
          : {}),
      },
    ]
  })
  return { ...plan, steps }
}
