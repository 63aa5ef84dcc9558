import type { ActionInputs } from '../../contract/action.js'
import { type CommandOutcome, exitText } from '../../contract/command.js'
import type { Operation } from '../../contract/operation.js'
import { type Check, checksOf } from '../../runbook/plan/checks.js'
import type { Item } from '../../runbook/plan/items.js'
import { planStep } from '../../runbook/plan/plan.js'
import type { System } from '../../system/system.js'
import { runCommand } from '../operations/commands.js'
import { ask } from './ask.js'
import { waitAndNudge } from './nudge.js'
import { pause, pauseUnlessInterrupted } from './pause.js'
import { runOperations } from './run-operations.js'
import { StepFailed } from './step-failed.js'
import type { StepRun } from './step-run.js'
import { linksWent } from './undo.js'
import { namesOf, type Wait, type WaitEnd, waitUntilDone } from './wait.js'
import { type WhatNext, whatNext } from './what-next.js'

type Watch = Extract<Check, { kind: 'watch' }>
type Probe = Extract<Check, { kind: 'probe' }>

/**
 * Waits until the goal of the step is reached for these items. After the deadline it escalates, if the action can. The
 * failure then includes the output of failed commands: no exit code decides, but it may explain the failure.
 */
export async function verifyStep(
  run: StepRun,
  items: readonly Item[],
  asPlanned: System,
  outcomes: readonly CommandOutcome[] = [],
): Promise<void> {
  for (const check of checksOf(run.step, items, run.input.context, run.input.vocabulary)) {
    if (check.kind === 'probe') await probe(check, run)
    else await watch(check, run, asPlanned, outcomes)
  }
}

async function watch(
  check: Watch,
  run: StepRun,
  asPlanned: System,
  outcomes: readonly CommandOutcome[],
): Promise<void> {
  const { deadline } = check
  const total = namesOf(pendingOf(check, asPlanned, run)).length
  const progress = tellOnce(run, whatNext(check, run, deadline))
  const first = await waitAndNudge(check, run, deadline => waitFor(check, run, { deadline, total, progress }))
  const reached =
    first.pending.length === 0
      ? first
      : await escalate(check, run, { ...first, outcomes, waited: deadline }, total)
  if (check.action.steady === undefined) return
  await pause(check.action.steady)
  const after = await waitFor(check, run, { deadline, total, before: reached.system })
  if (after.pending.length > 0) throw notReached(after)
}

/** The goal is not reached; includes the output of the commands that should have reached it. */
interface Late extends WaitEnd {
  readonly outcomes: readonly CommandOutcome[]
  /** Milliseconds. */
  readonly waited: number
}

async function escalate(check: Watch, run: StepRun, late: Late, total: number, round = 0): Promise<WaitEnd> {
  const { input, runEnvironment, step } = run
  const system = runEnvironment.observe({ around: true, closely: true })
  const escalations = check.inputs.flatMap(
    inputs => check.action.escalate?.(system, input.context, inputs, round) ?? [],
  )
  if (escalations.length === 0) throw notReached(late, late.outcomes)
  if (input.context.noKill === true && escalations.some(({ operations }) => operations.some(isKill)))
    throw notReached(late, [...late.outcomes], '--no-kill: svreset does not kill it')
  const said = new Set<string>()
  for (const text of failuresOf(late.outcomes)) runEnvironment.emit({ event: 'note', step: step.id, text })
  for (const { show, question, note } of escalations) {
    for (const text of runEnvironment.readLog(show ?? []))
      runEnvironment.emit({ event: 'note', step: step.id, text })
    if (question !== null) {
      const planned = planStep(step, late.system, input.context, input.vocabulary)
      const answer = await ask(run, questions => questions.escalate(planned, question))
      if (answer === 'fail') throw notReached(late, late.outcomes)
      if (answer === 'wait') return waitLonger(check, run, late, total, round)
    }
    if (!said.has(note)) runEnvironment.emit({ event: 'note', step: step.id, text: note })
    said.add(note)
  }
  const outcomes = await runOperations(
    run,
    escalations.flatMap(({ operations }) => operations),
  )
  const patience = Math.max(...escalations.map(each => each.patience ?? check.action.deadline))
  const end = await waitFor(check, run, { deadline: patience, total, escalated: true })
  if (end.pending.length === 0) return end
  if (!escalations.some(({ isFirst }) => isFirst)) throw notReached(end, outcomes)
  return escalate(check, run, { ...end, outcomes, waited: late.waited + patience }, total, round + 1)
}

async function waitLonger(
  check: Watch,
  run: StepRun,
  late: Late,
  total: number,
  round: number,
): Promise<WaitEnd> {
  const { deadline } = check
  const waited = late.waited + deadline
  const progress = tellOnce(run, whatNext(check, run, waited))
  const end = await waitFor(check, run, { deadline, total, escalated: true, progress })
  return end.pending.length === 0 ? end : escalate(check, run, { ...late, ...end, waited }, total, round)
}

function isKill(operation: Operation): boolean {
  return operation.kind === 'signal' && operation.signal === 'SIGKILL'
}

async function waitFor(
  check: Watch,
  run: StepRun,
  {
    deadline,
    total,
    before,
    escalated = false,
    progress = tellOnce(run),
  }: {
    readonly deadline: number
    readonly total: number
    readonly before?: System
    /** What did not happen by itself may happen now. */
    readonly escalated?: boolean
    readonly progress?: Wait['progress']
  },
): Promise<WaitEnd> {
  const { runEnvironment, done } = run
  let looked = before !== undefined
  return waitUntilDone({
    deadline,
    total,
    look() {
      const system = looked ? runEnvironment.observe() : runEnvironment.lately()
      looked = true
      const pending = pendingOf(check, system, run, before)
      return { system, pending: escalated ? pending.map(each => ({ ...each, hopeless: false })) : pending }
    },
    progress,
    checkInterrupted: () => runEnvironment.checkInterrupted(linksWent(done)),
  })
}

/** A wait in several parts says what changes, and no more. */
function tellOnce({ runEnvironment, step, batches }: StepRun, next?: WhatNext): Wait['progress'] {
  let told = ''
  return (done, total, waitingFor) => {
    const words = [done, total, ...waitingFor].join('\0')
    if (words !== told)
      runEnvironment.emit({
        ...{ event: 'progress', step: step.id, done, total, waitingFor, ...batches },
        ...(next === undefined ? {} : { next }),
      })
    told = words
  }
}

function pendingOf({ action, inputs }: Watch, system: System, { input }: StepRun, before?: System) {
  return inputs.flatMap((each: ActionInputs) => action.pending(system, input.context, each, before))
}

/** Only reads, so it needs no intent: repeats each command until it exits with 0. */
async function probe(
  { commands, interval, deadline }: Probe,
  { runEnvironment, step, done }: StepRun,
): Promise<void> {
  const started = performance.now()
  for (const [index, command] of commands.entries()) {
    for (;;) {
      runEnvironment.checkInterrupted(linksWent(done))
      const outcome = await runCommand(command)
      if (outcome.exitCode === 0) break
      if (performance.now() - started >= deadline)
        throw new StepFailed('the step did not reach its goal', exitText(outcome))
      const waitingFor = [`${command.argv.join(' ')} (exit code ${outcome.exitCode})`]
      runEnvironment.emit({
        event: 'progress',
        step: step.id,
        done: index,
        total: commands.length,
        waitingFor,
      })
      await pauseUnlessInterrupted(interval, () => runEnvironment.checkInterrupted(linksWent(done)))
    }
  }
}

function notReached(
  { pending }: WaitEnd,
  outcomes: readonly CommandOutcome[] = [],
  why?: string,
): StepFailed {
  const names = namesOf(pending)
  const more = names.length > 8 ? ` and ${names.length - 8} more` : ''
  return new StepFailed(
    'the step did not reach its goal',
    [
      `not yet: ${names.slice(0, 8).join(', ')}${more}`,
      ...(why === undefined ? [] : [why]),
      ...failuresOf(outcomes),
    ].join('; '),
  )
}

function failuresOf(outcomes: readonly CommandOutcome[]): string[] {
  return outcomes.filter(({ exitCode }) => exitCode !== 0).map(exitText)
}
