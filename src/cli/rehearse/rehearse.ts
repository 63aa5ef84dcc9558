import type { CommandContext } from '../../contract/command-context.js'
import { type Copy, openCopy } from '../../drill/copy/open-copy.js'
import { runCommand } from '../../drill/run-command.js'
import { interactiveShell } from '../../drill/shell.js'
import { untilSignal } from '../../drill/until-signal.js'
import { ExitCode } from '../../errors.js'
import { parseAssumption } from '../../rehearsal/assumptions.js'
import { castCopy, copyOrder } from '../../rehearsal/plan-copy.js'
import { readLook } from '../../rehearsal/read-look.js'
import { count } from '../../text/list.js'
import { breakageOf } from './breakage.js'
import { insideEnvironment, readRunbook } from './command-inside.js'
import type { RehearseOptions } from './options.js'
import { performAndReport, type Rehearsal } from './perform-and-report.js'
import { settingsText } from './settings-text.js'
import { takeLook } from './take-look.js'

/** `svreset rehearse`: builds a copy, runs the real command there, and reports. Returns the exit code. */
export async function rehearse(
  runbook: string,
  options: RehearseOptions,
  context: CommandContext,
): Promise<number> {
  const site = readRunbook(runbook, options, context)
  const look = options.from === undefined ? await takeLook(options, context) : readLook(options.from)
  const { broken, assumed } = breakageOf(options, site.steps, look)
  const cast = castCopy(look, [...(options.assume ?? []).map(parseAssumption), ...assumed], runbook)
  const order = copyOrder(look, cast, [...site.files, ...(options.from === undefined ? settingsText() : [])])
  const { self, files } = context
  return untilSignal(context, async (signal, handOver) => {
    if (!options.json)
      context.warn(
        `svreset: building a copy of ${count(cast.length, 'service')}: all of their programs are stand-ins\n`,
      )
    const open = () => openCopy({ order, self, packageRoot: files.root, signal })
    await using copy = await open()
    if (options.shell) {
      handOver()
      return await stayInside(copy, context)
    }
    const rehearsal: Rehearsal = { runbook, look, cast, broken, options, context, open }
    return await performAndReport(copy, rehearsal)
  })
}

/** The operator practises on his own names. */
async function stayInside(copy: Copy, context: CommandContext): Promise<number> {
  const { environment } = context
  context.warn('svreset: this shell is in the copy; exit ends it, and nothing of it is left\n')
  const SHELL =
    environment.SHELL === undefined || !isShared(environment.SHELL) ? '/bin/sh' : environment.SHELL
  await runCommand(copy, interactiveShell({ SHELL }), insideEnvironment(context))
  return ExitCode.done
}

/** Programs elsewhere are not in the copy. */
function isShared(program: string): boolean {
  return /^\/(?:usr\/)?bin\//.test(program)
}
