import type { CommandContext } from '../../contract/command-context.js'
import type { RehearsalJson } from '../../contract/schemas/rehearsal.js'
import { ExitCode, UserError } from '../../errors.js'
import type { RunHistory } from '../../history/history.js'
import { findRun, readHistory, readSummary, runIds } from '../../history/read-histories.js'
import { isMeant } from '../../journal/choose-run.js'
import { isClosed } from '../../journal/journal.js'
import { runDirectory, stateDirectory } from '../../journal/state-directory.js'
import { toJson } from '../../text/json.js'
import { printable, quote } from '../../text/quote.js'
import { makeStyle, wantsColor } from '../../text/style.js'
import { knowsUnicode, terminalText, textOf } from '../../text/terminal-text.js'
import { keepHeapSmall } from '../v8-flags.js'
import type { RunsOptions } from './options.js'

type Context = Pick<CommandContext, 'stdout' | 'environment' | 'version'>

/** The table of runs, in the requested form. */
export async function listRuns(options: RunsOptions, context: Context): Promise<string> {
  const form = options.markdown ? '--markdown' : options.html ? '--html' : null
  if (form !== null) {
    throw new UserError(ExitCode.usage, `unable to use ${form}: it shows one run`, {
      next: `choose a run from svreset runs; then svreset runs RUN ${form}`,
    })
  }
  keepHeapSmall()
  const stateDir = stateDirectory(options.stateDir, context.environment)
  const all = runIds(stateDir)
  const chosen = options.all || options.json ? all : newestAndOpen(stateDir, all)
  const histories = chosen
    .map(run => readSummary(stateDir, run))
    .filter(({ svscanDirectory }) => isMeant(svscanDirectory, options.serviceDir))
  if (options.json) {
    const { runsJson } = await import('../../render/history-json.js')
    return `${toJson(runsJson(histories), 2)}\n`
  }
  if (histories.length === 0) return noRuns(stateDir, options.serviceDir)
  const { runsText } = await import('../../render/runs-text.js')
  const style = styleFor(options, context)
  return forTerminal(
    runsText(histories, {
      ...{ now: Date.now(), style, width: context.stdout.columns || null },
      more: all.length - chosen.length,
    }),
    options,
    context,
  )
}

/** A person reads no more; what is still open must not be overlooked, however old. */
const newest = 100

function newestAndOpen(stateDir: string, runs: readonly string[]): readonly string[] {
  return runs.filter((run, index) => index < newest || isOpen(`${runDirectory(stateDir, run)}/journal.jsonl`))
}

/** Also one that cannot be read: its line says so. */
function isOpen(journal: string): boolean {
  try {
    return !isClosed(journal)
  } catch {
    return true
  }
}

function noRuns(stateDir: string, serviceDir: string | undefined): string {
  const of = serviceDir === undefined ? '' : ` on ${serviceDir}`
  const elsewhere =
    process.geteuid?.() === 0 ? [] : ["Root's runs are in /var/lib/svreset: sudo svreset runs shows them."]
  return textOf([`No runs${of} in ${stateDir}/runs.`, ...elsewhere])
}

/** One run, in the requested form. */
export async function showRun(wanted: string, options: RunsOptions, context: Context): Promise<string> {
  const stateDir = stateDirectory(options.stateDir, context.environment)
  const history = readHistory(stateDir, findRun(stateDir, wanted))
  if (options.json) {
    const { historyJson } = await import('../../render/history-json.js')
    return `${toJson(historyJson(history, options.stateDir), 2)}\n`
  }
  if (options.markdown) {
    const { historyMarkdown } = await import('../../render/history-markdown.js')
    return historyMarkdown(history, options.stateDir)
  }
  if (options.html) {
    const { reportHtml } = await import('../../render/report/report.js')
    const { version } = context
    const rehearsal = await rehearsalOf(history, options.rehearsed)
    return reportHtml(history, { now: Date.now(), version, stateDir: options.stateDir, rehearsal })
  }
  const { historyText } = await import('../../render/history-text.js')
  const text = historyText(history, {
    style: styleFor(options, context),
    width: Math.max(40, context.stdout.columns || 80),
    verbose: options.verbose ?? false,
    stateDir: options.stateDir,
  })
  return forTerminal(text, options, context)
}

/** The rehearsal of another runbook says nothing of this run. */
async function rehearsalOf({ runbook }: RunHistory, file: string | undefined): Promise<RehearsalJson | null> {
  if (file === undefined) return null
  const { readRehearsal } = await import('../../rehearsal/read-look.js')
  const rehearsal = readRehearsal(file)
  if (rehearsal.runbook === runbook?.name) return rehearsal
  throw new UserError(ExitCode.usage, `unable to compare the run with ${quote(file)}`, {
    reason: `that is a rehearsal of ${printable(rehearsal.runbook)}, and this a run of ${printable(runbook?.name ?? 'an unknown runbook')}`,
    next: 'name the rehearsal of this runbook',
  })
}

function forTerminal(text: string, options: RunsOptions, context: Context): string {
  return terminalText(text, knowsUnicode(context.environment), styleFor(options, context).colored)
}

function styleFor({ color }: RunsOptions, { stdout, environment }: Context) {
  return makeStyle(wantsColor(stdout, environment, !color))
}
