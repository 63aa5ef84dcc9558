import { servicesAsBefore } from '../../actions/services-as-before.js'
import { supervisesStarted } from '../../actions/supervises-started.js'
import { svscanStart } from '../../actions/svscan-start.js'
import type { Action, ActionInputs } from '../../contract/action.js'
import { type CommandOutcome, exitText } from '../../contract/command.js'
import type { StepError } from '../../contract/events.js'
import type { Operation } from '../../contract/operation.js'
import { type Step, stepOf, undoStepId, undoStepName } from '../../contract/runbook.js'
import { UserError } from '../../errors.js'
import { linksBy } from '../../runbook/operations/table.js'
import { batchesOf } from '../../runbook/plan/items.js'
import { standingOrders } from '../../system/service-record.js'
import type { System } from '../../system/system.js'
import { effectOf, settle } from '../operations/effects.js'
import { runOperations } from './run-operations.js'
import { StepFailed } from './step-failed.js'
import type { RunEnvironment, RunInput, StepRun } from './step-run.js'
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
  const started = performance.now()
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
  if (back.some(({ kind }) => kind === 'command')) note('undoing the run')
  let links = 0
  const left: Operation[] = []
  for (const operation of done.toReversed()) {
    const before = failures.length
    for (const each of inverse([operation])) {
      const undone = await attempt(async () => {
        const outcome = await effectOf(each)(each, runEnvironment.operationEnvironment)
        if (outcome) requireSuccess(outcome)
      })
      if (!undone) continue
      const put = linksBy('make', each).filter(({ name }) => !there.has(name))
      for (const { name } of put) there.add(name)
      links += put.length
    }
    if (failures.length > before) left.push(operation)
  }
  await attempt(() => settle(back, runEnvironment.operationEnvironment))
  note(`undone: ${links} ${links === 1 ? 'link' : 'links'} put back`)
  for (const text of lasting(done)) note(text)
  await attempt(() => startSvscan(input, runEnvironment, done))
  await attempt(() => orderAsBefore(input, runEnvironment, done))
  await attempt(() => removeDown(runEnvironment, done))
  for (const { message, reason } of failures) note(`not undone: ${message}: ${reason}`)
  if (failures.length > 0)
    writeDown(runEnvironment, { failures, left, durationMs: performance.now() - started })
  return failures.length === 0
}

/** The `undo` of a step is a command like any other: its exit code tells whether it worked. */
function requireSuccess(outcome: CommandOutcome): void {
  if (outcome.exitCode !== 0) throw new StepFailed('a command failed', exitText(outcome))
}

interface Shortfall {
  readonly failures: readonly StepError[]
  readonly left: readonly Operation[]
  readonly durationMs: number
}

/** Whoever resumes the run undoes only what is left. */
function writeDown({ journal }: RunEnvironment, { failures, left, durationMs }: Shortfall): void {
  journal.write({
    event: 'outcome',
    step: undoStep.id,
    status: 'failed',
    durationMs: Math.round(durationMs),
    error: failures.map(({ message, reason }) => `${message}: ${reason}`).join('; '),
    left: left.filter(({ kind }) => kind === 'undo-by'),
  })
}

/** The links matter more than a record of putting them back, so a journal that cannot be written does not stop that. */
function announce({ journal }: RunEnvironment, operations: readonly Operation[]): void {
  try {
    journal.write({ event: 'intent', step: undoStep.id, operations })
  } catch (error) {
    if (!(error instanceof UserError)) throw error
  }
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
  const run: StepRun = {
    ...{ input, runEnvironment, done: [...done], begun: done.length },
    ...{ step: undoStep, index: input.runbook.steps.length },
  }
  const outcomes = await runOperations(run, svscanStart.plan(system, input.context, {}).operations)
  await verifyStep(run, batchesOf(undoStep, input.context, input.vocabulary).flat(), system, outcomes)
}

/** What people have ordered: svscan would start what was told to be down, and leave down what ran though normally down. */
async function orderAsBefore(
  input: RunInput,
  runEnvironment: RunEnvironment,
  done: readonly Operation[],
): Promise<void> {
  const { context, vocabulary } = input
  if (standingOrders(context.services).length === 0) return
  const runOf = (action: Action, inputs: ActionInputs = {}): StepRun => ({
    ...{ input, runEnvironment, done: [...done], begun: done.length },
    step: stepOf({
      ...{ id: undoStepId, name: undoStep.name, confirm: false },
      task: { kind: 'uses', action: action.name, with: inputs },
    }),
    index: input.runbook.steps.length,
  })
  const verify = (run: StepRun) =>
    verifyStep(run, batchesOf(run.step, context, vocabulary).flat(), runEnvironment.observe())
  // What a repair has not come to has the supervise that it had, and svscan starts none in its place.
  if (context.repair === null || lacksSupervise(runEnvironment.observe()))
    await verify(runOf(supervisesStarted, { as_before: true }))
  const run = runOf(servicesAsBefore)
  await runOperations(run, servicesAsBefore.plan(runEnvironment.observe(), context, {}).operations)
  await verify(run)
}

function lacksSupervise({ services }: System): boolean {
  return services.some(
    ({ directory, supervises, logSupervises }) =>
      supervises.length === 0 || (directory.log !== null && logSupervises.length === 0),
  )
}

/** Also of services that have no link now, as the undo has removed the one that a repair had put back. */
async function removeDown(runEnvironment: RunEnvironment, done: readonly Operation[]): Promise<void> {
  const services = done.flatMap(each => (each.kind === 'add-down' ? each.services : []))
  const removal: Operation = { kind: 'remove-down', services }
  if (services.length > 0) await effectOf(removal)(removal, runEnvironment.operationEnvironment)
}

const undoStep: Step = stepOf({
  id: undoStepId,
  name: undoStepName,
  task: { kind: 'uses', action: svscanStart.name, with: {} },
  confirm: false,
})
