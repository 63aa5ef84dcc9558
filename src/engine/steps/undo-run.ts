import { startedByHand } from '../../actions/collections.js'
import { svscanStart } from '../../actions/svscan-start.js'
import type { RunContext } from '../../contract/context.js'
import type { StepError } from '../../contract/events.js'
import type { Operation } from '../../contract/operation.js'
import { type Step, stepOf, undoStepId } from '../../contract/runbook.js'
import { UserError } from '../../errors.js'
import { linksBy } from '../../runbook/operations/table.js'
import { batchesOf } from '../../runbook/plan/items.js'
import { isUp } from '../../system/interpret.js'
import type { System } from '../../system/system.js'
import { effectOf, settle } from '../operations/effects.js'
import { runOperations } from './run-operations.js'
import { StepFailed } from './step-failed.js'
import type { RunEnvironment, RunInput } from './step-run.js'
import { inverse, lasting } from './undo.js'
import { verifyStep } from './verify-step.js'

/**
 * Undoes what can be undone, last first, and makes sure that svscan runs. One failure does not stop the
 * rest: each is reported. Returns whether everything succeeded.
 */
export async function undoRun(
  input: RunInput,
  runEnvironment: RunEnvironment,
  done: readonly Operation[],
): Promise<boolean> {
  const note = (text: string) => runEnvironment.emit({ event: 'note', step: undoStep.id, text })
  const there = new Set(runEnvironment.observe().entries.map(({ name }) => name))
  const failures: StepError[] = []
  const attempt = async (work: () => unknown): Promise<boolean> => {
    try {
      await work()
      return true
    } catch (error) {
      failures.push(StepFailed.from(error))
      return false
    }
  }
  const back = inverse(done)
  announce(runEnvironment, back)
  let links = 0
  for (const each of back) {
    const undone = await attempt(() => effectOf(each)(each, runEnvironment.operationEnvironment))
    if (!undone) continue
    const put = linksBy('make', each).filter(({ name }) => !there.has(name))
    for (const { name } of put) there.add(name)
    links += put.length
  }
  await attempt(() => settle(back, runEnvironment.operationEnvironment))
  note(`undone: ${links} ${links === 1 ? 'link' : 'links'} put back`)
  for (const text of [...lasting(done), ...leftDown(input.context, runEnvironment.observe())]) note(text)
  await attempt(() => startSvscan(input, runEnvironment, done))
  for (const { message, reason } of failures) note(`not undone: ${message}: ${reason}`)
  return failures.length === 0
}

/** The links matter more than a record of putting them back, so a journal that cannot be written does not stop that. */
function announce({ journal }: RunEnvironment, operations: readonly Operation[]): void {
  try {
    journal.write({ event: 'intent', step: undoStep.id, operations })
  } catch (error) {
    if (!(error instanceof UserError)) throw error
  }
}

/** Services that ran although they are normally down, and that were stopped. */
function leftDown({ initial }: RunContext, now: System): string[] {
  const up = new Set(
    now.supervises.filter(isUp).flatMap(({ directory }) => (directory === null ? [] : [directory.path])),
  )
  const down = startedByHand(initial).filter(({ directory }) => !up.has(directory))
  if (down.length === 0) return []
  return [
    `svscan does not start services that are normally down; start them with svc -u ${down.map(({ directory }) => directory).join(' ')}`,
  ]
}

/** If there was a svscan, and is none now. */
async function startSvscan(
  input: RunInput,
  runEnvironment: RunEnvironment,
  done: readonly Operation[],
): Promise<void> {
  if (input.context.initial.svscans.length === 0) return
  const system = runEnvironment.observe()
  if (system.svscans.length > 0) return
  const run = { input, runEnvironment, done: [...done], step: undoStep, index: input.runbook.steps.length }
  const outcomes = await runOperations(run, svscanStart.plan(system, input.context, {}).operations)
  await verifyStep(run, batchesOf(undoStep, input.context, input.vocabulary).flat(), system, outcomes)
}

const undoStep: Step = stepOf({
  id: undoStepId,
  name: 'Undo what was done',
  task: { kind: 'uses', action: svscanStart.name, with: {} },
  confirm: false,
})
