import type { Act } from '../../runbook/act.js'
import type { RunContext } from '../../runbook/context.js'
import type { System } from '../../system/system.js'
import { ExitCode } from '../../user-error.js'
import type { LinksState, RunStatus } from '../events.js'
import { Interrupted, signalExitCodes } from '../questions.js'
import { toSeen } from '../record/seen.js'
import { performStep } from './perform-step.js'
import type { Rim, RunInput } from './run-parts.js'
import { linksWent } from './undo.js'
import { undoRun } from './undo-run.js'

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
        closed = 'undone'
        if (!(await undoRun(input, rim, done))) {
          status = 'failed'
          exitCode = ExitCode.failed
          closed = null
        }
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
  if (closed === null && input.closing === 'done' && !linksWent(done)) closed = 'untouched'
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

export function linksState(system: System, context: RunContext): LinksState {
  const present = new Map(system.entries.map(({ name, link }) => [name, link?.target]))
  const back = context.links.filter(({ name, target }) => present.get(name) === target).length
  if (back === context.links.length) return 'in-place'
  return back === 0 ? 'removed' : 'partly-restored'
}
