import type { CommandContext } from '../../contract/command-context.js'
import type { LookJson } from '../../contract/schemas/look.js'
import type { RehearsalJson } from '../../contract/schemas/rehearsal.js'
import type { Copy } from '../../drill/copy/open-copy.js'
import { ExitCode } from '../../errors.js'
import { seenIn, tryToMend } from '../../rehearsal/mend.js'
import { perform } from '../../rehearsal/perform.js'
import type { Casting } from '../../rehearsal/plan-copy.js'
import { reportOf } from '../../rehearsal/report.js'
import { unknownsOf } from '../../rehearsal/unknowns.js'
import { rehearsalText } from '../../render/rehearsal-text.js'
import { toJson } from '../../text/json.js'
import { makeStyle, wantsColor } from '../../text/style.js'
import type { Broken } from './breakage.js'
import { commandInside, insideEnvironment } from './command-inside.js'
import type { RehearseOptions } from './options.js'

export interface Rehearsal {
  readonly runbook: string
  readonly look: LookJson
  readonly cast: readonly Casting[]
  readonly broken: Broken | null
  readonly options: RehearseOptions
  readonly context: CommandContext
  /** Another copy of the same system. */
  open(): Promise<Copy>
}

type Attempt = NonNullable<RehearsalJson['broken']>['attempts'][number]

/** Runs the real command in the copy, breaks it if that is asked for, and tells how it went. Returns the exit code. */
export async function performAndReport(copy: Copy, rehearsal: Rehearsal): Promise<number> {
  const { look, runbook, cast, broken, context, options } = rehearsal
  const environment = insideEnvironment(context)
  const before = broken === null ? null : await seenIn(copy, environment)
  const performance = await perform(copy, argvOf(rehearsal), environment)
  const unknown = unknownsOf(look, cast, copy.built.missing)
  const plain = reportOf({ look, runbook, cast, performance, unknown, time: Date.now() })
  if (broken === null || before === null) return tell(plain, options, context)
  const attempts: Attempt[] = []
  if (plain.status !== 'done' && plain.refusal === null) {
    attempts.push(await tryToMend(copy, 'resume', before, environment))
    attempts.push(await restoreInAnother(rehearsal))
  }
  return tell({ ...plain, broken: { ...broken, attempts } }, options, context)
}

/** The first copy is whole again, so the other way out needs a copy that is broken in the same way. */
async function restoreInAnother(rehearsal: Rehearsal): Promise<Attempt> {
  const environment = insideEnvironment(rehearsal.context)
  await using copy = await rehearsal.open()
  const before = await seenIn(copy, environment)
  await perform(copy, argvOf(rehearsal), environment)
  return await tryToMend(copy, 'restore', before, environment)
}

function argvOf({ runbook, options, broken }: Rehearsal): string[] {
  const breaking = broken === null || broken.how === 'hang' ? [] : ['--break', `${broken.how}:${broken.what}`]
  return [...commandInside(runbook, options), ...breaking]
}

function tell(report: RehearsalJson, { json, color }: RehearseOptions, context: CommandContext): number {
  const { stdout, environment } = context
  if (json) stdout.write(`${toJson(report, 2)}\n`)
  else {
    const style = makeStyle(wantsColor(stdout, environment, !color))
    context.say(rehearsalText(report, { style, width: Math.max(40, Math.min(stdout.columns || 80, 100)) }))
  }
  return exitCodeFor(report)
}

/** Whoever breaks a run asks whether the system comes back. */
function exitCodeFor({ refusal, exitCode, broken }: RehearsalJson): number {
  if (refusal !== null) return exitCode
  if (broken !== null && broken.attempts.length > 0)
    return broken.attempts.every(({ shape }) => shape) ? ExitCode.done : ExitCode.failed
  return exitCode === 0 ? ExitCode.done : ExitCode.failed
}
