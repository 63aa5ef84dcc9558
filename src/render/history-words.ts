import type { WayOut } from '../contract/way-out.js'
import type { Damage, Ending, RunHistory, Session, StepAction, StepHistory } from '../history/history.js'
import type { Operator } from '../journal/manifest.js'
import { operatorWords } from '../journal/operator-words.js'
import { wayOn, waysBack, waysOut } from '../journal/ways-out.js'
import { factsOf } from '../runbook/operations/table.js'
import { formatDuration, inWords } from '../text/duration.js'
import { count } from '../text/list.js'
import { printable, quote, quoteCommand } from '../text/quote.js'

/** The name of a run in a headline. */
export function titleOf({ runbook, svscanDirectory, host, run }: RunHistory): string {
  const what = printable(runbook?.title ?? runbook?.name ?? `Run ${run}`)
  const where = svscanDirectory === null ? '' : `: ${quote(svscanDirectory)}`
  return `${what}${where}${host === null ? '' : ` on ${printable(host)}`}`
}

/** One word for a table, and its mood. */
export function endingWord({ kind }: Ending): {
  readonly word: string
  readonly mood: 'good' | 'bad' | 'warn'
} {
  switch (kind) {
    case 'done':
    case 'restored':
    case 'undone':
      return { word: kind, mood: 'good' }
    case 'failed':
    case 'unfinished':
    case 'unreadable':
      return { word: kind, mood: 'bad' }
    case 'stopped':
    case 'refused':
    case 'running':
      return { word: kind, mood: 'warn' }
    case 'cut-off':
      return { word: 'cut off', mood: 'warn' }
  }
}

/** What the word does not say, in small letters and without a full stop; empty if there is nothing to add. */
export function endingDetail(history: RunHistory): string {
  const { ending, sessions, damage } = history
  const links = sessions.at(-1)?.end?.links
  const where = links === undefined ? [] : [linksWords[links]]
  switch (ending.kind) {
    case 'done':
      return [...(leavesSomething(history) ? ['it could not cure everything'] : []), ...where].join('; ')
    case 'undone':
      return ['it undid what can be undone', ...where].join('; ')
    case 'restored':
      return 'svreset restore has put the links back'
    case 'failed':
      return [leftBy.failed, ...where].join('; ')
    case 'stopped':
      return [leftBy.stopped, ...where].join('; ')
    case 'refused':
      return [leftBy.refused, ...where].join('; ')
    case 'running':
      return `its pid is ${ending.pid}`
    case 'cut-off':
      if (damage.journal !== null) return 'it has no journal: it ended before it did anything'
      return `${leftBy['cut-off']}; it had not removed any link`
    case 'unreadable':
      return `unable to read its journal: ${damage.journal}`
    case 'unfinished':
      return [leftBy[ending.how], ...missingWords(ending.missingNow, history)].join('; ')
  }
}

/** A repair that carried out every step may leave what only a person can cure. */
function leavesSomething({ ending, sessions }: RunHistory): boolean {
  return ending.kind === 'done' && (sessions.at(-1)?.end?.exitCode ?? 0) !== 0
}

const leftBy = {
  done: 'it did not reach every goal',
  failed: 'a step failed, and the run stopped there',
  stopped: 'somebody stopped it',
  refused: 'the system was not as planned',
  'cut-off': 'it was killed, or the machine went down',
} as const

/** The state at this moment: somebody may have put the links back by hand, or with restore.sh. */
function missingWords(missing: number | null, { before }: RunHistory): string[] {
  const all = before?.entries.filter(({ link }) => link !== null).length ?? 0
  if (missing === null || all === 0) return []
  if (missing === 0) return ['all links are in place now']
  return [`${missing} of ${all} ${all === 1 ? 'link' : 'links'} ${missing === 1 ? 'is' : 'are'} missing now`]
}

const linksWords = {
  'in-place': 'all links are in place',
  removed: 'the links are removed',
  'partly-restored': 'some links are missing',
} as const

const checkNow: WayOut = { command: 'svreset check', does: 'shows the state of the system now' }

/** What to do now; empty if there is nothing to do. `stateDir`: only if it is not the default. */
export function nextSteps(history: RunHistory, stateDir?: string): readonly WayOut[] {
  const { ending, run, directory, linksOut } = history
  if (leavesSomething(history)) return [checkNow]
  switch (ending.kind) {
    case 'unfinished':
      return linksOut === null ? [wayOn(run, stateDir)] : waysOut(run, `${directory}/manifest.yaml`, stateDir)
    case 'unreadable':
      return waysBack(run, `${directory}/manifest.yaml`, stateDir)
    case 'failed':
    case 'cut-off':
      return [checkNow]
    case 'running':
      return [{ command: `svreset runs ${run}`, does: 'shows how far it is' }]
    default:
      return []
  }
}

/** Short, for a table: the name of the person, not of the account. */
export function operatorName({ user, sudoUser }: Operator): string {
  return printable(sudoUser ?? user)
}

export function sessionWords({ kind, operator, pid }: Session): string {
  const verb = { started: 'started', resumed: 'resumed', restoring: 'links put back' }[kind]
  return `${verb} by ${operatorWords(operator)}, pid ${pid}`
}

/** With its number in the runbook. */
export function stepName({ number, name }: StepHistory): string {
  return number === null ? printable(name) : `${number}. ${printable(name)}`
}

/** On which machine, and what was typed: of the first session. */
export function machineFacts({ host, sessions }: Pick<RunHistory, 'host' | 'sessions'>): [string, string][] {
  const [first] = sessions
  const { machine = null, command = null } = first ?? {}
  return [
    ...(host === null ? [] : [['host', printable(host)] as [string, string]]),
    ...(machine === null
      ? []
      : [
          ['kernel', printable(machine.kernel)] as [string, string],
          ['init', printable(machine.init)] as [string, string],
          ['versions', printable(`svreset ${machine.svreset}, node ${machine.node}`)] as [string, string],
        ]),
    ...(command === null ? [] : [['command', quoteCommand(command)] as [string, string]]),
  ]
}

/** `reset, sha256 f5cdebb9aa45`: enough of the digest to tell two runbooks apart. */
export function runbookWords({ name, digest }: NonNullable<RunHistory['runbook']>): string {
  return `${printable(name)}, sha256 ${printable(digest.slice(0, 12))}`
}

export function stepWords({ status, from, to }: StepHistory): string {
  if (status === 'cut-off') return 'cut off'
  return to === null ? status : `${status}, ${formatDuration(to - from)}`
}

/** An operation as a person would type it. Control characters are made visible. */
export function actionLines({ operation }: StepAction): string[] {
  const { journaledLines, lines } = factsOf(operation)
  return [...(journaledLines ?? lines)(operation)]
}

/** `exit 0, 11 ms` for a command whose result is known; null for any other operation. */
export function resultWords({ operation, result }: StepAction): string | null {
  if (factsOf(operation).command === undefined) return null
  return result === null ? 'no result' : `exit ${result.exitCode}, ${formatDuration(result.durationMs)}`
}

export function damageLines({ journal, lines, torn, unknown }: Damage): string[] {
  if (journal !== null) return []
  const many = lines.length > 1
  return [
    ...(lines.length === 0
      ? []
      : [
          `${many ? 'lines' : 'line'} ${listed(lines)} of the journal ${many ? 'are' : 'is'} damaged; the rest is shown`,
        ]),
    ...(unknown === 0
      ? []
      : [
          `${count(unknown, 'line')} of the journal ${unknown === 1 ? 'has' : 'have'} a kind that this svreset does not know`,
        ]),
    ...(torn ? ['the last line is incomplete: svreset ended while it wrote the line'] : []),
  ]
}

function listed(lines: readonly number[]): string {
  const shown = lines.slice(0, 8).join(', ')
  return lines.length > 8 ? `${shown} and ${lines.length - 8} more` : shown
}

/** The time from the first entry to the last one: how long a person waited, with interruptions. */
export function tookMs({ sessions }: Pick<RunHistory, 'sessions'>): number {
  return Math.max(0, (sessions.at(-1)?.to ?? 0) - (sessions[0]?.from ?? 0))
}

/** `2026-11-23 15:31:00 UTC` */
export function dateAndTime(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')} UTC`
}

/** `15:31:00.123`, UTC. */
export function clock(time: number): string {
  return new Date(time).toISOString().slice(11, 23)
}

/** `5 min ago`. For a time in the future (somebody set the clock back): `just now`. */
export function ago(time: number, now: number): string {
  const age = now - time
  if (age < 60_000) return 'just now'
  const hideYearAndDays = age < 48 * 3_600_000
  return `${inWords(age, { unitCount: 1, hideYear: true, hideYearAndDays })} ago`
}
