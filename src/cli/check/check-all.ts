import { checkUntilSettled } from '../../check/settle.js'
import type { CheckedDirectory } from '../../contract/checked-directory.js'
import type { CommandContext } from '../../contract/command-context.js'
import { type Verdict, verdictOf } from '../../contract/finding.js'
import { ExitCode, UserError } from '../../errors.js'
import { findSvscanDirectories } from '../../system/find-svscan-directory.js'
import { requireOwnRoot } from '../../system/own-root.js'
import type { ProcessTable } from '../../system/process-table.js'
import { openRunFinder } from './open-run-finder.js'
import { type CheckOptions, exitCodes, formatOf, sorted } from './options.js'
import { renderAll } from './render-all.js'

const worstFirst: readonly Verdict[] = ['sick', 'unknown', 'warning', 'happy']

/** `svreset check --all`: one svscan directory after the other. The exit code is that of the worst. */
export async function checkAll(
  words: readonly string[],
  processes: ProcessTable,
  options: CheckOptions,
  context: CommandContext,
): Promise<number> {
  refuseToCombine(words, options)
  const directories: CheckedDirectory[] = []
  for (const path of findSvscanDirectories(processes))
    directories.push(await checkOne(path, processes, options, context))
  if (directories.length === 0) {
    throw new UserError(ExitCode.refused, 'unable to find a service directory', {
      reason: 'no svscan is running, and no usual place of one exists',
      next: 'name the directory that svscan runs in with --service-dir DIR',
    })
  }
  if (formatOf(options) === 'openmetrics') {
    const { tellMetrics } = await import('./metrics.js')
    tellMetrics(directories, options, context)
  } else {
    const isWell = directories.every(({ verdict }) => verdict === 'happy')
    if (options.quiet !== true || !isWell) context.stdout.write(renderAll(directories, options, context))
  }
  const worst = worstFirst.find(each => directories.some(({ verdict }) => verdict === each)) ?? 'unknown'
  return exitCodes[worst]
}

/** Whatever is wrong with one directory does not keep svreset from the others. */
async function checkOne(
  path: string,
  processes: ProcessTable,
  options: CheckOptions,
  context: CommandContext,
): Promise<CheckedDirectory> {
  try {
    requireOwnRoot(path, processes)
    const checked = await checkUntilSettled(path, {
      settle: options.settle,
      matters: () => true,
      brief: true,
      findRun: openRunFinder(path, options, context),
      onWait: () => {},
    })
    const { counted: findings, ignored } = sorted(checked.findings, options)
    return {
      path,
      verdict: verdictOf(findings),
      checked: { system: checked.system, findings, ignored },
      reason: '',
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    const reason = [error.message, error.reason].filter(Boolean).join(': ')
    return { path, verdict: 'unknown', checked: null, reason }
  }
}

function refuseToCombine(words: readonly string[], { watch, serviceDir, format }: CheckOptions): void {
  const other = [
    ...(words.length === 0 ? [] : ['a service']),
    ...(watch === undefined ? [] : ['--watch']),
    ...(serviceDir === undefined ? [] : ['--service-dir']),
    ...(format === 'nagios' ? ['--format nagios'] : []),
  ][0]
  if (other === undefined) return
  throw new UserError(ExitCode.usage, `unable to combine --all and ${other}`, {
    reason: '--all checks every svscan directory once',
    next: 'leave one of the two out',
  })
}
