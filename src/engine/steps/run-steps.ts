import type { RunContext } from '../../contract/context.js'
import type { LinksState, RunStatus } from '../../contract/events.js'
import type { Operation } from '../../contract/operation.js'
import { Interrupted, signalExitCodes } from '../../contract/questions.js'
import { ExitCode } from '../../errors.js'
import type { System } from '../../system/system.js'
import { openBaseline } from './baseline.js'
import type { ConfirmedPlan } from './confirm-step.js'
import { runStep } from './run-step.js'
import type { RunEnvironment, RunInput } from './step-run.js'
import { linksWent } from './undo.js'
import { undoRun } from './undo-run.js'

export interface RunResult {
  readonly status: RunStatus
  readonly exitCode: number
  readonly links: LinksState
  /** Nobody needs to take the run up again: it is done or undone, or stopped before any link went. */
  readonly closed: boolean
  /** What was there then. */
  readonly left: System
}

/** Carries a plan out, step by step, and writes down whether somebody must go on with it. */
export async function runPlan(input: RunInput, runEnvironment: RunEnvironment): Promise<RunResult> {
  const done: Operation[] = [...input.doneBefore]
  const { status, exitCode, closing } = await runSteps(input, runEnvironment, done)
  const left = runEnvironment.observe()
  const links = linksState(left, input.context)
  const closed = closing === null && input.closing === 'done' && !linksWent(done) ? 'untouched' : closing
  // Links that are missing are nobody's wish: such a run stays open, whatever was done.
  const isClosed = closed === 'untouched' || (closed !== null && links === 'in-place')
  if (isClosed) runEnvironment.journal.write({ event: 'closed', how: closed })
  return { status, exitCode, links, closed: isClosed, left }
}

interface End {
  readonly status: RunStatus
  readonly exitCode: number
  /** How the run can be closed; null: it has to be taken up again. */
  readonly closing: Closing | null
}

type Closing = 'done' | 'restored' | 'undone' | 'untouched'

/** Each step: look, plan anew, confirm, write down, act, verify on a fresh look. */
async function runSteps(input: RunInput, runEnvironment: RunEnvironment, done: Operation[]): Promise<End> {
  let status: RunStatus = 'done'
  try {
    if (input.changes.length > 0 && !(await runEnvironment.questions.goOn(input.changes)))
      return { status: 'stopped', exitCode: ExitCode.stopped, closing: null }
    const confirmedPlan: ConfirmedPlan = {
      promises: [...input.plan.steps],
      baseline: openBaseline(input.plan, input.plannedOn, input.doneBefore),
    }
    for (const [index, step] of input.runbook.steps.entries()) {
      const { verdict, outcome } = await runStep({ input, runEnvironment, done, step, index }, confirmedPlan)
      if (verdict === 'undo') return await runUndo(input, runEnvironment, done, outcome)
      if (verdict === 'keep') {
        const closing = onlyChecksFrom(input, index) ? input.closing : null
        return { status: outcome, exitCode: exitCodes[outcome], closing }
      }
      // The runbook says that the run goes on all the same.
      if (outcome === 'failed') status = outcome
    }
    return { status, exitCode: exitCodes[status], closing: input.closing }
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error
    return { status: 'stopped', exitCode: signalExitCodes[error.signal], closing: null }
  }
}

async function runUndo(
  input: RunInput,
  runEnvironment: RunEnvironment,
  done: readonly Operation[],
  outcome: RunStatus,
): Promise<End> {
  if (await undoRun(input, runEnvironment, done))
    return { status: outcome, exitCode: exitCodes[outcome], closing: 'undone' }
  return { status: 'failed', exitCode: ExitCode.failed, closing: null }
}

const exitCodes: Readonly<Record<RunStatus, number>> = ExitCode

/** All that acts has been done: what a check found wrong needs another cure than going on. */
function onlyChecksFrom({ plan }: RunInput, index: number): boolean {
  return plan.steps.slice(index).every(({ effect }) => effect === 'read')
}

/** A link that a repair has removed for good is missed by nobody. */
export function linksState(system: System, { links, repair }: RunContext): LinksState {
  const present = new Map(system.entries.map(({ name, link }) => [name, link?.target]))
  const gone = new Set(repair?.cures.unlink?.map(({ link }) => link))
  const wanted = links.filter(({ name }) => !gone.has(name))
  const back = wanted.filter(({ name, target }) => present.get(name) === target).length
  if (back === wanted.length) return 'in-place'
  return back === 0 ? 'removed' : 'partly-restored'
}
