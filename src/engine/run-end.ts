import type { RunEnd } from '../contract/events.js'
import type { EarlierRun } from '../contract/options.js'
import type { Outcome } from '../contract/repair.js'
import { ExitCode } from '../errors.js'
import { type Detour, waysOut } from '../journal/ways-out.js'
import { isLeft } from '../repair/outcome.js'
import type { RunResult } from './steps/close-run.js'

interface Way {
  /** Where it is not the default. */
  readonly stateDir: string | undefined
  /** The service directory is no longer where it was. */
  readonly detour: Detour | null
}

/** How a run ended, and what the operator should do now. */
export function describeEnd(
  run: string,
  { status, exitCode, links, closed }: RunResult,
  manifest: string | null,
  earlier: EarlierRun | null,
  outcome: Outcome | null,
  way: Way,
): RunEnd {
  return {
    run,
    status,
    // What is still wrong after a repair is a promise that was not reached, whoever has to mend it.
    exitCode: status === 'done' && isLeft(outcome) ? ExitCode.failed : exitCode,
    manifest,
    links,
    outcome,
    next: nextStep(run, { status, closed }, manifest, earlier, way),
  }
}

function nextStep(
  run: string,
  { status, closed }: Pick<RunResult, 'status' | 'closed'>,
  manifest: string | null,
  earlier: EarlierRun | null,
  { stateDir, detour }: Way,
): string {
  if (closed) return status === 'done' ? '' : 'svreset check tells how the system is now'
  if (detour === null && earlier !== null && earlier.resume === null) {
    if (status === 'stopped') return 'svreset restore again puts back what is still missing'
    return 'move away what has taken the names above, then svreset restore again (--force replaces other links)'
  }
  return waysOut(run, manifest, stateDir, detour)
    .map(({ command, does }) => `${command} ${does}`)
    .join('\n')
}
