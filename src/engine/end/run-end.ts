import type { RunEnd } from '../../contract/events.js'
import type { EarlierRun } from '../../contract/options.js'
import type { Outcome } from '../../contract/repair.js'
import { ExitCode } from '../../errors.js'
import { type Detour, wayOn, waysOut } from '../../journal/ways-out.js'
import { isLeft } from '../../repair/outcome.js'
import type { System } from '../../system/system.js'
import type { RunResult } from '../steps/close-run.js'
import { leftDown } from './left-down.js'

interface Way {
  /** Only if it is not the default. */
  readonly stateDir: string | undefined
  /** The svscan directory is no longer at its path. */
  readonly detour: Detour | null
}

/** How a run ended, and what the operator should do now. */
export function describeEnd(
  run: string,
  { status, exitCode, links, linksOut, closed, left }: RunResult,
  manifest: string | null,
  earlier: EarlierRun | null,
  outcome: Outcome | null,
  { initial, ...way }: Way & { readonly initial: System },
): Omit<RunEnd, 'effect'> {
  return {
    run,
    status,
    // If something is still wrong after a repair, a promise was not kept, whoever can cure the rest.
    exitCode: status === 'done' && isLeft(outcome) ? ExitCode.failed : exitCode,
    manifest,
    links,
    linksOut,
    outcome,
    next: [
      nextStep(run, { status, closed }, manifest, earlier, way),
      ...(status === 'done' ? [] : leftDown(initial, left)),
    ]
      .filter(Boolean)
      .join('\n'),
  }
}

function nextStep(
  run: string,
  { status, closed }: Pick<RunResult, 'status' | 'closed'>,
  manifest: string | null,
  earlier: EarlierRun | null,
  { stateDir, detour }: Way,
): string {
  if (closed) return status === 'done' ? '' : 'svreset check shows the state of the system now'
  if (detour === null && earlier !== null && earlier.resume === null) {
    if (status === 'stopped') return 'run svreset restore again: it puts back what is still missing'
    return 'move away what has taken the names above, then run svreset restore again (--force replaces other links)'
  }
  const ways = manifest === null ? [wayOn(run, stateDir, detour)] : waysOut(run, manifest, stateDir, detour)
  return ways.map(({ command, does }) => `${command} ${does}`).join('\n')
}
