import { setTimeout as delay } from 'node:timers/promises'
import type { CommandContext } from '../../contract/command-context.js'
import { type Verdict, verdictOf } from '../../contract/finding.js'
import type { OpenRun } from '../../contract/open-run.js'
import { endingSignals } from '../../contract/signals.js'
import { changesBetween, type WatchedState } from '../../diagnosis/changes.js'
import { type DoubtHistory, noDoubts } from '../../diagnosis/doubt-history.js'
import { narrow } from '../../diagnosis/narrow.js'
import { serviceStates } from '../../diagnosis/service-state.js'
import { unsettled } from '../../diagnosis/unsettled.js'
import { ExitCode } from '../../errors.js'
import { examine } from '../../findings/diagnose.js'
import { observe } from '../../system/observe.js'
import { onKeys } from './keys.js'
import { openOnChange, readArgv } from './on-change.js'
import type { CheckOptions } from './options.js'
import { exitCodes, sorted } from './options.js'
import { type Frame, openReport } from './watch-report.js'

/** Looks again and again until `q`, a signal, or the end of its reader. Returns the exit code. */
export async function watch(
  directory: string,
  services: ReadonlySet<string> | null,
  findRun: () => Promise<OpenRun | null>,
  options: CheckOptions,
  context: CommandContext,
): Promise<number> {
  const argv = options.onChange === undefined ? null : readArgv(options.onChange)
  const interval = options.watch === true || options.watch === undefined ? 2 : options.watch
  const ended = new AbortController()
  let exitCode: number | null = null
  const end = (code: number | null) => {
    exitCode = code
    ended.abort()
  }
  const report = openReport(options, context)
  const failed = (reason: string) => report.note(`svreset: the command of --on-change failed: ${reason}`)
  const onChange = argv === null ? null : openOnChange(argv, failed)
  const stopSignals = context.onSignal(signal => end(endingSignals[signal]))
  const stopKeys = onKeys(context.stdin, key => {
    if (key === 'quit') end(null)
    else if (key === 'interrupt') end(endingSignals.SIGINT)
    else report.scroll(key)
  })
  context.stdout.on('close', () => ended.abort())
  let history = noDoubts
  let before: WatchedState | null = null
  let verdict: Verdict | null = null
  try {
    while (!ended.signal.aborted) {
      const frame: Frame = look(directory, services, options, { history, before, run: await findRun() })
      history = frame.history
      before = frame.seen
      await report.show(frame, services)
      const now = verdictOf(frame.findings)
      if (onChange !== null && verdict !== null && (frame.changes.length > 0 || verdict !== now))
        onChange.tell(await changeText(frame, verdict, services))
      verdict = now
      if (verdict === options.until) break
      await delay(interval * 1000, undefined, { signal: ended.signal }).catch(() => {})
    }
  } finally {
    stopKeys()
    stopSignals()
    report.close()
    await onChange?.close()
  }
  return exitCode ?? (verdict === null ? ExitCode.done : exitCodes[verdict])
}

/** What the command of `--on-change` reads: the check, and what is other than in the last look. */
async function changeText(
  { system, findings, ignored, changes }: Frame,
  before: Verdict,
  services: ReadonlySet<string> | null,
): Promise<string> {
  const [{ checkJson }, { advise }, { toJson }] = await Promise.all([
    import('../../render/check-json.js'),
    import('../../repair/advice.js'),
    import('../../text/json.js'),
  ])
  const { findings: told } = advise(findings, system, services)
  return `${toJson({ ...checkJson(system, told, services, ignored), before, changes })}\n`
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
