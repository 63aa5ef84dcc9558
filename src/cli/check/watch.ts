import { setTimeout as delay } from 'node:timers/promises'
import type { CommandContext } from '../../contract/command-context.js'
import { verdictOf } from '../../contract/finding.js'
import type { OpenRun } from '../../contract/open-run.js'
import { endingSignals } from '../../contract/signals.js'
import { changesBetween, type WatchedState } from '../../diagnosis/changes.js'
import { type DoubtHistory, noDoubts } from '../../diagnosis/doubt-history.js'
import { narrow } from '../../diagnosis/narrow.js'
import { serviceStates } from '../../diagnosis/service-state.js'
import { unsettled } from '../../diagnosis/unsettled.js'
import { examine } from '../../findings/diagnose.js'
import { observe } from '../../system/observe.js'
import { onKeys } from './keys.js'
import type { CheckOptions } from './options.js'
import { exitCodes, sorted } from './options.js'
import { type Frame, openReport } from './watch-report.js'

/** Looks again and again until `q`, a signal, or the end of its reader. Returns the exit code. */
export async function watch(
  directory: string,
  services: ReadonlySet<string> | null,
  findRun: () => OpenRun | null,
  options: CheckOptions,
  context: CommandContext,
): Promise<number> {
  const interval = options.watch === true || options.watch === undefined ? 2 : options.watch
  const ended = new AbortController()
  let exitCode: number | null = null
  const end = (code: number | null) => {
    exitCode = code
    ended.abort()
  }
  const report = openReport(options, context)
  const stopSignals = context.onSignal(signal => end(endingSignals[signal]))
  const stopKeys = onKeys(context.stdin, key => end(key === 'interrupt' ? endingSignals.SIGINT : null))
  context.stdout.on('close', () => ended.abort())
  let history = noDoubts
  let before: WatchedState | null = null
  let verdict = 0
  try {
    while (!ended.signal.aborted) {
      const frame: Frame = look(directory, services, options, { history, before, run: findRun() })
      history = frame.history
      before = frame.seen
      verdict = exitCodes[verdictOf(frame.findings)]
      await report.show(frame, services)
      await delay(interval * 1000, undefined, { signal: ended.signal }).catch(() => {})
    }
  } finally {
    stopKeys()
    stopSignals()
    report.close()
  }
  return exitCode ?? verdict
}

interface Before {
  readonly history: DoubtHistory
  readonly before: WatchedState | null
  readonly run: OpenRun | null
}

/** Shows a doubt as a doubt: the next look comes anyway. */
function look(
  directory: string,
  services: ReadonlySet<string> | null,
  options: CheckOptions,
  { history, before, run }: Before,
): Frame {
  const system = observe(directory, { closely: true, around: true, recorded: run?.links ?? [] })
  const examination = examine(system, history, { run })
  const { counted: found, ignored } = sorted(examination.findings, options)
  const states = serviceStates(system).filter(({ entry }) => services?.has(entry.name) ?? true)
  const seen: WatchedState = { findings: narrow(found, services), states }
  const findings = narrow([...found, ...unsettled(examination.doubts)], services)
  const changes = before === null ? [] : changesBetween(before, seen)
  return { system, findings, ignored, seen, changes, history: examination.history }
}
