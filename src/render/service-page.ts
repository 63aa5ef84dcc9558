import { type ServicePartState, type ServiceState, serviceStates } from '../diagnosis/service-state.js'
import type { Summary } from '../history/history.js'
import type { Process } from '../system/process.js'
import type { System } from '../system/system.js'
import { formatAge } from '../text/duration.js'
import { localDateAndTime } from '../text/local-time.js'
import { printable, quote, quoteCommand } from '../text/quote.js'
import { countEqual } from '../text/tai64n.js'
import { truncate, wrap } from '../text/wrap.js'
import type { CheckText } from './check-options.js'
import { runLines } from './runs-text.js'
import { stateWords } from './service-table.js'

/** What a look at the system does not hold: read for one service that somebody asks for. */
export interface ServiceRecord {
  readonly name: string
  /** The line of `run` that starts the program; null: there is none, or it cannot be read. */
  readonly runLine: string | null
  /** The last lines of the log, as they stand there. */
  readonly logLines: readonly string[]
  /** The last runs that touched it, newest first. null: they may not be read. */
  readonly runs: readonly Summary[] | null
}

/** Everything about one service: where it is, what it runs, since when, what it said last, and who touched it. */
export function servicePage(system: System, record: ServiceRecord, options: CheckText): string[] {
  const state = serviceStates(system).find(({ entry }) => entry.name === record.name)
  if (state === undefined) return []
  return [
    '',
    options.style.bold(printable(quote(record.name))),
    ...facts(system, state, record, options),
    ...logSection(record, options),
    ...runSection(system, record, options),
  ]
}

function facts(system: System, state: ServiceState, { runLine }: ServiceRecord, options: CheckText) {
  const { entry, log, linked } = state
  const out = linked ? '' : ': it is out, an unfinished run or somebody has removed it'
  const link = `${system.svscanDirectory.path}/${entry.name}`
  const told: [string, string][] = [
    [
      'link',
      entry.link === null
        ? `${quote(link)}, no link${out}`
        : `${quote(link)} → ${quote(entry.link.target)}${out}`,
    ],
    ...(runLine === null ? [] : [['run', printable(runLine)] satisfies [string, string]]),
    ...partFacts(system, 'service', state, options),
    ...(log === null ? [] : partFacts(system, 'log', log, options)),
  ]
  return told.flatMap(([key, value]) => {
    const [first = '', ...rest] = wrap(value, options.columns, ' '.repeat(indent))
    return [`  ${key.padEnd(indent - 2)}${first.trimStart()}`, ...rest]
  })
}

/** Columns. */
const indent = 13

function partFacts(
  system: System,
  key: 'service' | 'log',
  state: ServicePartState,
  options: CheckText,
): [string, string][] {
  const process = state.pid === null ? undefined : system.processes.get(state.pid)
  const supervise = state.supervise === null ? undefined : system.processes.get(state.supervise)
  return [
    [key, partWords(system, state)],
    ...(process === undefined ? [] : [['', processWords(process, options)] satisfies [string, string]]),
    ...(supervise === undefined
      ? []
      : [['', `below supervise, pid ${supervise.pid}`] satisfies [string, string]]),
  ]
}

function partWords(system: System, state: ServicePartState): string {
  const { seconds, want, normally, keptDownBy, supervise } = state
  const since =
    seconds === null
      ? ''
      : ` since ${localDateAndTime(system.time - seconds * 1000)} (age ${formatAge(seconds * 1000)})`
  const wanted = want === null ? '' : `; wanted ${want}`
  const kept = keptDownBy === null ? '' : `, but kept down by the file down of svreset's run ${keptDownBy}`
  return `${stateWords(state, system.blind)}${since}${wanted}${supervise === null ? '' : `; normally ${normally}${kept}`}`
}

function processWords(process: Process, { users }: CheckText): string {
  const words = process.arguments.length > 0 ? quoteCommand(process.arguments) : `[${process.command}]`
  const user = users.get(process.uid) ?? `uid ${process.uid}`
  return `pid ${process.pid}, user ${printable(user)}: ${printable(words)}`
}

/** Of so many different lines the last ones are shown. */
const mostLines = 10

/** Cut to the terminal. In a pipe they stay whole. */
function logSection({ logLines }: ServiceRecord, { style, cut }: CheckText): string[] {
  if (logLines.length === 0) return []
  const lines = countEqual(logLines)
    .slice(-mostLines)
    .map(({ at, text, times }) => {
      const when = at === null ? '' : `${localDateAndTime(at)}  `
      const line = `    ${when}${times === 1 ? '' : `${times} × `}${printable(text)}`
      return cut === null ? line : truncate(line, cut)
    })
  return [style.dim('  The last lines of its log; of equal ones the last, and how many they are:'), ...lines]
}

function runSection(system: System, { runs }: ServiceRecord, { style, cut }: CheckText): string[] {
  if (runs === null) return [style.dim('  The runs that touched it cannot be read.')]
  if (runs.length === 0) return [style.dim('  No run of svreset has touched it.')]
  const lines = runLines(runs, { now: system.time, style, width: cut === null ? null : cut - 4 })
  return [style.dim('  The last runs that touched it:'), ...lines.map(line => `    ${line}`)]
}
