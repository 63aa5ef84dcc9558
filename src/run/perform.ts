import type { Action } from '../actions/action.js'
import { svscanStart } from '../actions/svscan-start.js'
import type { Act } from '../runbook/act.js'
import type { RunContext } from '../runbook/context.js'
import { type Actions, type Plan, planStep } from '../runbook/plan.js'
import type { Runbook, Step } from '../runbook/runbook.js'
import type { System } from '../system/system.js'
import { ExitCode } from '../user-error.js'
import { carryOut, settle, type Workshop } from './carry-out.js'
import { differences } from './differences.js'
import type { LinksState, RunEvent, RunStatus, StepError } from './events.js'
import type { Journal, StepStatus } from './journal.js'
import { Interrupted, type Questions, signalExitCodes } from './questions.js'
import { StepFailed } from './step-failed.js'
import { stepDeadline, verifierOf } from './step-parts.js'
import { inverse, linksAreOut } from './undo.js'
import { pause, waitUntilDone } from './wait.js'

export interface RunInput {
  readonly runbook: Runbook
  readonly plan: Plan
  readonly context: RunContext
  readonly actions: Actions
}

/** What a run needs of the world. */
export interface Rim {
  observe(): System
  readonly questions: Questions
  readonly workshop: Workshop
  readonly journal: Journal
  emit(event: RunEvent): void
  /** Throws Interrupted where a signal asks for it; `linksOut`: a hangup must wait. */
  checkInterrupted(linksOut: boolean): void
}

export interface Performed {
  readonly status: RunStatus
  readonly exitCode: number
  readonly links: LinksState
}

type Verdict = 'go-on' | 'keep' | 'undo'

/** Carries a plan out, step by step: look, plan anew, confirm, write down, act, verify on a fresh look. */
export async function performRun(input: RunInput, rim: Rim): Promise<Performed> {
  const done: Act[] = []
  let status: RunStatus = 'done'
  let exitCode: number = ExitCode.done
  try {
    for (const [index, step] of input.runbook.steps.entries()) {
      const { verdict, outcome } = await performStep({ input, rim, done, step, index })
      if (verdict === 'go-on') continue
      status = outcome
      exitCode = { failed: ExitCode.failed, stopped: ExitCode.stopped, refused: ExitCode.refused }[outcome]
      if (verdict === 'undo') await undo(input, rim, done)
      break
    }
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error
    status = 'stopped'
    exitCode = signalExitCodes[error.signal]
  }
  const links = linksState(rim.observe(), input.context)
  close(rim.journal, status, links, done)
  return { status, exitCode, links }
}

const goOn = { verdict: 'go-on', outcome: 'stopped' } as const

interface StepRun {
  readonly input: RunInput
  readonly rim: Rim
  readonly done: Act[]
  readonly step: Step
  readonly index: number
}

interface StepEnd {
  readonly verdict: Verdict
  /** How the run ends if it does not go on. */
  readonly outcome: 'failed' | 'stopped' | 'refused'
}

async function performStep(run: StepRun): Promise<StepEnd> {
  const { input, rim, done, step, index } = run
  const of = input.runbook.steps.length
  let promised = input.plan.steps[index]
  for (;;) {
    rim.checkInterrupted(linksAreOut(done))
    const planned = planStep(step, rim.observe(), input.context, input.actions)
    const started = performance.now()
    const finish = (status: StepStatus, error: StepError | null = null) => {
      const durationMs = Math.round(performance.now() - started)
      rim.journal.write({ event: 'outcome', step: step.id, status, durationMs, ...(error === null ? {} : { error: error.reason }) })
      rim.emit({ event: 'step-finished', step: planned, status, durationMs, error })
    }
    const changed = promised !== undefined && promised.fidelity === 'exact' ? differences(promised, planned) : []
    const nothing = planned.acts.length === 0 && planned.effect !== 'read'
    if (!nothing && changed.length === 0 && planned.confirm !== false) {
      const answer = await rim.questions.step(planned, index, of)
      if (answer === 'keep' || answer === 'undo') return { verdict: answer, outcome: 'stopped' }
      if (answer === 'skip') {
        rim.emit({ event: 'step-started', step: planned, index, of })
        finish('skipped')
        return goOn
      }
    }
    rim.emit({ event: 'step-started', step: planned, index, of })
    let failure: StepError
    try {
      if (changed.length > 0) throw new StepFailed('the system has changed since the plan was made', changed.join('; '))
      await act(run, planned.acts)
      await verify(run)
      finish(nothing ? 'unchanged' : 'done')
      return goOn
    } catch (error) {
      failure = StepFailed.from(error)
    }
    finish('failed', failure)
    const answer = await rim.questions.failure(planned, failure)
    if (answer === 'skip') return goOn
    const untouched = changed.length > 0 && done.length === 0
    if (answer !== 'retry') return { verdict: answer, outcome: untouched ? 'refused' : 'failed' }
    promised = undefined
  }
}

/** Written down, then done. */
async function act({ rim, done, step }: Pick<StepRun, 'rim' | 'done' | 'step'>, acts: readonly Act[]): Promise<void> {
  if (acts.length === 0) return
  rim.journal.write({ event: 'intent', step: step.id, acts: acts.map(withoutLinks) })
  try {
    for (const each of acts) {
      await carryOut(each, rim.workshop)
      done.push(each)
    }
  } finally {
    settle(acts, rim.workshop)
  }
}

/** The manifest holds them: once is enough. */
function withoutLinks(act: Act): Act {
  return act.act === 'record' ? { act: 'record', links: [] } : act
}

/** Waits until the step's condition holds; past the deadline insists, where the action knows how. */
async function verify(run: StepRun): Promise<void> {
  const { input, rim, step } = run
  const action = verifierOf(step, input.actions)
  if (action === null) return
  const deadline = stepDeadline(step, action, input.context)
  let before = await waitFor(action, run, deadline)
  if (before.pending.length > 0) {
    const insistence = action.insist?.(before.system, input.context) ?? null
    if (insistence === null) throw notReached(before.pending)
    if (insistence.question !== null) {
      const planned = planStep(step, before.system, input.context, input.actions)
      if (!(await rim.questions.insist(planned, insistence.question))) throw notReached(before.pending)
    }
    rim.emit({ event: 'note', step: step.id, text: insistence.note })
    await act(run, insistence.acts)
    before = await waitFor(action, run, action.deadline)
    if (before.pending.length > 0) throw notReached(before.pending)
  }
  if (action.steady === undefined) return
  await pause(action.steady)
  const after = await waitFor(action, run, deadline, before.system)
  if (after.pending.length > 0) throw notReached(after.pending)
}

async function waitFor(action: Action, { input, rim, step, done }: StepRun, deadline: number, before?: System) {
  return waitUntilDone({
    deadline,
    look() {
      const system = rim.observe()
      return { system, pending: action.pending(system, input.context, before) }
    },
    progress: (finished, total, waitingFor) =>
      rim.emit({ event: 'progress', step: step.id, done: finished, total, waitingFor }),
    checkInterrupted: () => rim.checkInterrupted(linksAreOut(done)),
  })
}

function notReached(pending: readonly { readonly name: string }[]): StepFailed {
  const names = [...new Set(pending.map(({ name }) => name))]
  const more = names.length > 8 ? ` and ${names.length - 8} more` : ''
  return new StepFailed('the step did not reach what it is for', `still waiting for ${names.slice(0, 8).join(', ')}${more}`)
}

/** Takes back what can be taken back, last first, and sees to it that svscan runs. */
async function undo(input: RunInput, rim: Rim, done: readonly Act[]): Promise<void> {
  const step: Step = { ...undoStep }
  const run = { input, rim, done: [...done], step, index: input.runbook.steps.length }
  await act(run, inverse(done))
  if (input.context.initial.svscans.length === 0) return
  const system = rim.observe()
  if (system.svscans.length === 0) {
    await act(run, svscanStart.plan(system, input.context).acts)
    await verify({ ...run, step: { ...step, task: { kind: 'uses', action: svscanStart.name } } })
  }
}

const undoStep: Step = {
  id: 'undo',
  name: 'Undo what was done',
  description: '',
  effect: null,
  confirm: false,
  allowSkip: false,
  task: { kind: 'uses', action: svscanStart.name },
  verify: null,
  timeout: null,
}

function linksState(system: System, context: RunContext): LinksState {
  const present = new Map(system.entries.map(({ name, link }) => [name, link?.target]))
  const back = context.links.filter(({ name, target }) => present.get(name) === target).length
  if (back === context.links.length) return 'in-place'
  return back === 0 ? 'removed' : 'partly-restored'
}

/** A run is closed when nobody needs to take it up: done, undone, or stopped before any link went. */
function close(journal: Journal, status: RunStatus, links: LinksState, done: readonly Act[]): void {
  if (status === 'done') journal.write({ event: 'closed', how: 'done' })
  else if (!done.some(({ act }) => act === 'unlink')) journal.write({ event: 'closed', how: 'untouched' })
  else if (links === 'in-place') journal.write({ event: 'closed', how: 'undone' })
}
