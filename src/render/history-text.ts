import type { RunHistory, Session, StepAction, StepHistory } from '../history/history.js'
import { operatorWords } from '../journal/operator-words.js'
import { formatDuration } from '../text/duration.js'
import { localClock, localDateAndTime, localExactTime } from '../text/local-time.js'
import { printedLines } from '../text/printed.js'
import { printable, quote } from '../text/quote.js'
import type { Style } from '../text/style.js'
import { textOf } from '../text/terminal-text.js'
import { truncate, wrap } from '../text/wrap.js'
import { effectRows } from './effect-words.js'
import {
  actionLines,
  damageLines,
  endingDetail,
  endingWord,
  nextSteps,
  resultWords,
  runbookWords,
  sessionWords,
  stepName,
  stepWords,
  titleOf,
  tookMs,
} from './history-words.js'
import { pictureLines } from './picture.js'

export interface HistoryText {
  readonly style: Style
  /** Columns. */
  readonly width: number
  /** Every link, and every word of a command. */
  readonly verbose: boolean
  /** Only if it is not the default. */
  readonly stateDir: string | undefined
}

/** One run, for a terminal: who and when, each step with what it did, how the run ended, what to do now. */
export function historyText(history: RunHistory, options: HistoryText): string {
  const { style, width } = options
  const lines = [
    ...wrap(titleOf(history), width, '').map(style.bold),
    ...factLines(history, width),
    ...endingLines(history, options),
    ...effectLines(history, options),
    ...nextSteps(history, options.stateDir).flatMap(({ command, does }) => [
      `  ${style.bold(command)}`,
      ...wrap(does, width, '      '),
    ]),
    ...damageLines(history.damage).flatMap(line => wrap(`note: ${line}`, width, '').map(style.warn)),
    ...history.sessions.flatMap((session, index) => sessionLines(history, session, index, options)),
    ...(history.before === null
      ? []
      : ['', style.bold('Processes before the run'), ...tree(history.before, options)]),
    ...(history.after === null
      ? []
      : ['', style.bold('Processes after the run'), ...tree(history.after, options)]),
  ]
  return textOf(lines)
}

function endingLines(history: RunHistory, { style, width }: HistoryText): string[] {
  const { word, mood } = endingWord(history.ending)
  const detail = endingDetail(history)
  return wrap(detail === '' ? word : `${word}: ${detail}`, width, '').map(style[mood])
}

function factLines(history: RunHistory, width: number): string[] {
  const { sessions, runbook, linksOut, directory, run } = history
  const [first] = sessions
  const facts: [string, string][] = [['run', run]]
  if (first !== undefined) {
    facts.push(['started', `${localDateAndTime(first.from)} by ${operatorWords(first.operator)}`])
    facts.push(['took', tookWords(history)])
  }
  if (linksOut !== null) {
    const { from, to } = linksOut
    facts.push([
      'links',
      to === null ? `removed ${localExactTime(from)}` : `out for ${formatDuration(to - from)}`,
    ])
  }
  if (runbook !== null) facts.push(['runbook', runbookWords(runbook)])
  facts.push(['files', quote(directory)])
  return facts.flatMap(([key, value]) => factWords(key, value, width))
}

function factWords(key: string, value: string, width: number): string[] {
  const [head = '', ...rest] = wrap(value, width, '           ')
  return [`  ${key.padEnd(9)}${head.trimStart()}`, ...rest]
}

function effectLines({ effect }: RunHistory, { style, width, stateDir }: HistoryText): string[] {
  if (effect === null) return []
  return effectRows(effect, stateDir, localClock).flatMap(({ name, text, mood }) =>
    factWords(name, text, width).map(style[mood]),
  )
}

function tookWords(history: RunHistory): string {
  const { length } = history.sessions
  return `${formatDuration(tookMs(history))}${length > 1 ? `, in ${length} sessions` : ''}`
}

function sessionLines(history: RunHistory, session: Session, index: number, options: HistoryText): string[] {
  const { style, width } = options
  const steps = history.steps.filter(step => step.session === index)
  const cut = index < history.sessions.length - 1 && session.end === null
  return [
    '',
    ...wrap(`${localDateAndTime(session.from)}: ${sessionWords(session)}`, width, '').map(style.bold),
    ...steps.flatMap(step => stepLines(step, options)),
    ...(cut ? [style.warn(`${localExactTime(session.to)}  the journal ends here`)] : []),
  ]
}

/** The width of a time and two blanks. */
const indent = ' '.repeat(14)

function stepLines(step: StepHistory, options: HistoryText): string[] {
  const { style, width } = options
  const [first = '', ...more] = wrap(stepName(step), width, indent)
  const head = `${localExactTime(step.from)}  ${first.trimStart()}`
  const tail = dress(step, style)(stepWords(step))
  const room = width - head.length - stepWords(step).length
  return [
    ...(room >= 2 && more.length === 0
      ? [`${head}${' '.repeat(room)}${tail}`]
      : [head, ...more, indent + tail]),
    ...(step.error === null ? [] : wrap(printable(step.error), width, indent).map(style.bad)),
    ...folded(step.actions, options).map(line => style.dim(line)),
  ]
}

function dress({ status }: StepHistory, style: Style): (text: string) => string {
  if (status === 'failed') return style.bad
  return status === 'cut-off' || status === 'skipped' ? style.warn : style.dim
}

/** If there are more lines than this, only the first few are shown. */
const most = 8

function folded(actions: readonly StepAction[], { width, verbose }: HistoryText): string[] {
  const room = width - indent.length
  const lines = actions.flatMap(deed => (verbose ? wholeLines(deed) : shortLines(deed, room)))
  const shown = verbose || lines.length <= most ? lines : lines.slice(0, most - 1)
  const rest = lines.length - shown.length
  return [...shown, ...(rest > 0 ? [`… ${rest} more lines: --verbose`] : [])].map(line => indent + line)
}

/** Not wrapped: a person can copy the command, and the terminal breaks the line. */
function wholeLines(deed: StepAction): string[] {
  const result = resultWords(deed)
  return [
    ...actionLines(deed),
    ...(result === null ? [] : [`  ${result}`]),
    ...printedLines(deed.result?.output ?? '').map(line => `  ${line}`),
  ]
}

/** If there is no room for both, the end of a command is cut, not its result. */
function shortLines(deed: StepAction, room: number): string[] {
  const result = resultWords(deed)
  const tail = result === null ? '' : `: ${result}`
  return [
    ...actionLines(deed).map(line => truncate(line, room - tail.length) + tail),
    ...printedLines(deed.result?.output ?? '').map(line => truncate(`  ${line}`, room)),
  ]
}

function tree(seen: NonNullable<RunHistory['before']>, { width, verbose, style }: HistoryText): string[] {
  return pictureLines(seen, { most: verbose ? null : 40, cut: verbose ? null : width }).map(style.dim)
}
