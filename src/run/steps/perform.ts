import { svscanStart } from '../../actions/svscan-start.js'
import type { Act } from '../../runbook/act.js'
import type { RunContext } from '../../runbook/context.js'
import type { Step } from '../../runbook/runbook.js'
import type { System } from '../../system/system.js'
import { ExitCode } from '../../user-error.js'
import type { LinksState, RunStatus } from '../events.js'
import { Interrupted, signalExitCodes } from '../questions.js'
import { toSeen } from '../record/seen.js'
import { act } from './act.js'
import { performStep } from './perform-step.js'
import type { Rim, RunInput } from './run-parts.js'
import { inverse, linksWent } from './undo.js'
import { verifyStep } from './verify-step.js'

export interface Performed {
  readonly status: RunStatus
  readonly exitCode: number
  readonly links: LinksState
  /** Nobody needs to take the run up again: it is done or undone, or stopped before any link went. */
  readonly closed: boolean
}

/** Carries a plan out, step by step: look, plan anew, confirm, write down, act, verify on a fresh look. */
export async function performRun(input: RunInput, rim: Rim): Promise<Performed> {
  const done: Act[] = [...input.doneBefore]
  let status: RunStatus = 'done'
  let closed: Closing | null = input.closing
  let exitCode: number = ExitCode.done
  try {
    for (const [index, step] of input.runbook.steps.entries()) {
      const { verdict, outcome } = await performStep({ input, rim, done, step, index })
      if (verdict === 'go-on') continue
      status = outcome
      exitCode = { failed: ExitCode.failed, stopped: ExitCode.stopped, refused: ExitCode.refused }[outcome]
      closed = onlyChecksFrom(input, index) ? input.closing : null
      if (verdict === 'undo') {
        await undo(input, rim, done)
        closed = 'undone'
      }
      break
    }
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error
    closed = null
    status = 'stopped'
    exitCode = signalExitCodes[error.signal]
  }
  const left = rim.observe()
  const links = linksState(left, input.context)
  if (input.closing === 'done' && !linksWent(done)) closed = 'untouched'
  // Links that are missing are nobody's wish: such a run stays open, whatever was done.
  if (closed === 'untouched' || (closed !== null && links === 'in-place')) {
    rim.journal.write({ event: 'closed', how: closed })
  } else closed = null
  rim.journal.write({ event: 'ended', status, exitCode, links, left: toSeen(left) })
  return { status, exitCode, links, closed: closed !== null }
}

type Closing = 'done' | 'restored' | 'undone' | 'untouched'

/** All that acts has been done: what a check found wrong needs another cure than going on. */
function onlyChecksFrom({ plan }: RunInput, index: number): boolean {
  return plan.steps.slice(index).every(({ effect }) => effect === 'read')
}

/** Takes back what can be taken back, last first, and sees to it that svscan runs. */
async function undo(input: RunInput, rim: Rim, done: readonly Act[]): Promise<void> {
  const run = { input, rim, done: [...done], step: undoStep, index: input.runbook.steps.length }
  const back = inverse(done)
  await act(run, back)
  rim.emit({ event: 'note', step: undoStep.id, text: undoneWords(back) })
  if (input.context.initial.svscans.length === 0) return
  const system = rim.observe()
  if (system.svscans.length === 0) {
    await act(run, svscanStart.plan(system, input.context).acts)
    await verifyStep(run, system)
  }
}

function undoneWords(back: readonly Act[]): string {
  const links = back.filter(({ act: kind }) => kind === 'link').length
  return `undone: ${links} ${links === 1 ? 'link' : 'links'} put back; what was stopped stays so until svscan looks again (5 s)`
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

export function linksState(system: System, context: RunContext): LinksState {
  const present = new Map(system.entries.map(({ name, link }) => [name, link?.target]))
  const back = context.links.filter(({ name, target }) => present.get(name) === target).length
  if (back === context.links.length) return 'in-place'
  return back === 0 ? 'removed' : 'partly-restored'
}
