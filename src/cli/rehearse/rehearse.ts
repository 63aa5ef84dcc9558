import { posix } from 'node:path'
import type { CommandContext } from '../../contract/command-context.js'
import type { RehearsalJson } from '../../contract/schemas/rehearsal.js'
import { openCopy } from '../../drill/copy/open-copy.js'
import type { CopyOrder } from '../../drill/copy/order.js'
import { exitCodeOfSignal } from '../../drill/run-command.js'
import { drillEnvironment } from '../../drill/shell.js'
import { findRunbook, loadTrusted, readSource } from '../../engine/prepare/runbook-files.js'
import { ExitCode } from '../../errors.js'
import { parseAssumption } from '../../rehearsal/assumptions.js'
import { perform } from '../../rehearsal/perform.js'
import { castCopy, copyOrder } from '../../rehearsal/plan-copy.js'
import { readLook } from '../../rehearsal/read-look.js'
import { reportOf } from '../../rehearsal/report.js'
import { unknownsOf } from '../../rehearsal/unknowns.js'
import { rehearsalText } from '../../render/rehearsal-text.js'
import { trustedUids } from '../../system/trusted-uids.js'
import { toJson } from '../../text/json.js'
import { count } from '../../text/list.js'
import { makeStyle, wantsColor } from '../../text/style.js'
import type { RehearseOptions } from './options.js'
import { settingsText } from './settings-text.js'
import { takeLook } from './take-look.js'

/** `svreset rehearse`: builds a copy, runs the real command there, and reports. Returns the exit code. */
export async function rehearse(
  named: string,
  options: RehearseOptions,
  context: CommandContext,
): Promise<number> {
  const site = siteRunbook(named, options, context)
  const look = options.from === undefined ? await takeLook(options, context) : readLook(options.from)
  const cast = castCopy(look, (options.assume ?? []).map(parseAssumption), named)
  const order = copyOrder(look, cast, [...site, ...(options.from === undefined ? settingsText() : [])])
  const abort = new AbortController()
  const stopListening = context.onSignal(signal => abort.abort(signal))
  try {
    const { self, files } = context
    if (!options.json)
      context.warn(
        `svreset: building a copy of ${count(cast.length, 'service')}: all of their programs are stand-ins\n`,
      )
    await using copy = await openCopy({ order, self, packageRoot: files.root, signal: abort.signal })
    const argv = ['svreset', ...commandOf(named), '--yes', '--json', ...passedOn(options)]
    const performance = await perform(copy, argv, insideEnvironment(context))
    if (abort.signal.aborted) return exitCodeOfSignal(abort.signal.reason)
    const unknown = unknownsOf(look, cast, copy.built.missing)
    const report = reportOf({ look, runbook: named, cast, performance, unknown, time: Date.now() })
    tell(report, options, context)
    return exitCodeFor(report)
  } catch (error) {
    if (abort.signal.aborted) return exitCodeOfSignal(abort.signal.reason)
    throw error
  } finally {
    stopListening()
  }
}

/** A runbook of the site goes into the copy; one that comes with svreset is there. It is refused as for a run. */
function siteRunbook(
  named: string,
  { trustOwner }: RehearseOptions,
  { files }: CommandContext,
): CopyOrder['files'] {
  const file = findRunbook(files, named)
  loadTrusted(file, trustedUids(trustOwner))
  return file.shipped !== null ? [] : [{ path: file.path, text: readSource(file) }]
}

function commandOf(named: string): string[] {
  if (named === 'reset') return []
  if (named === 'repair') return ['repair']
  return ['run', named.includes('/') || /\.ya?ml$/.test(named) ? posix.resolve(named) : named]
}

function passedOn({ param = {}, stopTimeout, kill, restartMethod }: RehearseOptions): string[] {
  return [
    ...Object.entries(param).flatMap(([key, value]) => ['--param', `${key}=${value}`]),
    ...(stopTimeout === undefined ? [] : ['--stop-timeout', stopTimeout]),
    ...(kill === false ? ['--no-kill'] : []),
    ...(restartMethod === undefined ? [] : ['--restart-method', restartMethod]),
  ]
}

/** Nothing of the operator's environment has a meaning there but his language and his terminal. */
function insideEnvironment({ environment }: CommandContext): NodeJS.ProcessEnv {
  const { LANG, LC_ALL, LC_CTYPE, TERM, TZ } = environment
  return { ...drillEnvironment({ LANG, LC_ALL, LC_CTYPE, TERM, TZ }, 'rehearsal'), HOME: '/root' }
}

function tell(report: RehearsalJson, { json, color }: RehearseOptions, context: CommandContext): void {
  const { stdout, environment } = context
  if (json) return void stdout.write(`${toJson(report, 2)}\n`)
  const style = makeStyle(wantsColor(stdout, environment, !color))
  context.say(rehearsalText(report, { style, width: Math.max(40, Math.min(stdout.columns || 80, 100)) }))
}

function exitCodeFor({ refusal, exitCode }: RehearsalJson): number {
  return refusal === null ? (exitCode === 0 ? ExitCode.done : ExitCode.failed) : exitCode
}
