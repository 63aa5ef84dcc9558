import { serviceNames } from '../../check/service-names.js'
import { checkUntilSettled } from '../../check/settle.js'
import type { CommandContext } from '../../contract/command-context.js'
import { verdictOf } from '../../contract/finding.js'
import { narrow } from '../../diagnosis/narrow.js'
import { ExitCode, UserError } from '../../errors.js'
import { findSvscanDirectory } from '../../system/find-svscan-directory.js'
import { beginLockTable } from '../../system/lock-table.js'
import { requireOwnRoot } from '../../system/own-root.js'
import { readProcessTable } from '../../system/process-table.js'
import { expectShortLife } from '../v8-flags.js'
import { openRunFinder } from './open-run-finder.js'
import type { CheckOptions } from './options.js'
import {
  exitCodes,
  formatOf,
  isForMonitoring,
  requireWholeLook,
  requireWholeMetrics,
  sorted,
  waitNote,
  withSettings,
} from './options.js'
import { render } from './render.js'

/** `svreset check`: observes, prints what it found, and returns the exit code. */
export async function check(
  words: readonly string[],
  given: CheckOptions,
  context: CommandContext,
): Promise<number> {
  requireWholeMetrics(words, given)
  requireWholeLook(words, given)
  if (given.sinceLast) {
    const { checkSinceLast } = await import('./since-last.js')
    return checkSinceLast(check, words, given, context)
  }
  let options = given
  const locks = beginLockTable()
  try {
    options = await withSettings(watching(given))
    if (options.watch === undefined) expectShortLife()
    const processes = readProcessTable()
    if (options.all === true) {
      const { checkAll } = await import('./check-all.js')
      return await checkAll(words, processes, options, context)
    }
    const directory = findSvscanDirectory(options.serviceDir, () => processes, { preferOwn: true })
    requireOwnRoot(directory, processes)
    const findRun = openRunFinder(directory, options, context)
    const services = serviceNames(words, directory, 'check', (await findRun())?.links)
    if (options.watch !== undefined) {
      const { watch } = await import('./watch.js')
      return await watch(directory, services, findRun, options, context)
    }
    const checked = await checkUntilSettled(directory, {
      settle: options.settle,
      brief: formatOf(options) !== 'text' && options.save === undefined,
      read: { processes, locks: await locks },
      findRun,
      matters: service => services === null || service === null || services.has(service),
      onWait: (doubts, settle) => {
        if (!isForMonitoring(options) && options.quiet !== true) context.warn(waitNote(doubts, settle))
      },
    })
    const found = sorted(narrow(checked.findings, services), options)
    const { counted: findings, ignored } = found
    const verdict = verdictOf(findings)
    if (options.save !== undefined) {
      const { saveLook } = await import('./save-look.js')
      await saveLook(checked, options.save, options, context)
    }
    if (formatOf(options) === 'openmetrics') {
      const { tellMetrics } = await import('./metrics.js')
      const { system } = checked
      tellMetrics(
        [{ path: directory, verdict, checked: { system, findings, ignored }, reason: '' }],
        options,
        context,
      )
    } else if (options.quiet !== true || verdict !== 'happy') {
      context.stdout.write(await render(checked.system, found, services, options, context))
    }
    return exitCodes[verdict]
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    if (options.format === 'nagios') {
      const { nagiosUnknown } = await import('../../render/nagios.js')
      context.stdout.write(nagiosUnknown(error.message))
    }
    if (formatOf(options) === 'openmetrics') {
      const { tellUnknown } = await import('./metrics.js')
      tellUnknown(options, context)
    }
    const { reasons: reason, nexts: next, cause } = error
    // Not 2: for check, 2 means sick.
    throw new UserError(ExitCode.refused, error.message, { reason, next, cause })
  }
}

/** What can only be told by watching. */
function watching(options: CheckOptions): CheckOptions {
  const { until, onChange, watch } = options
  return watch === undefined && (until !== undefined || onChange !== undefined)
    ? { ...options, watch: true }
    : options
}
