import { render } from 'preact-render-to-string'
import type { RehearsalJson } from '../../contract/schemas/rehearsal.js'
import type { RunHistory } from '../../history/history.js'
import { operatorWords } from '../../journal/operator-words.js'
import { formatDuration } from '../../text/duration.js'
import { quote } from '../../text/quote.js'
import {
  clock,
  damageLines,
  dateAndTime,
  endingDetail,
  endingWord,
  machineFacts,
  nextSteps,
  runbookWords,
  titleOf,
  tookMs,
} from '../history-words.js'
import { Effect } from './effect.js'
import { Findings } from './findings.js'
import { Processes } from './processes.js'
import { Rehearsed } from './rehearsed.js'
import { Sessions } from './sessions.js'
import { styleSheet } from './style-sheet.js'
import { TimelineChart } from './timeline-chart.js'

export interface ReportOptions {
  /** The time of the report, in milliseconds since the epoch. */
  readonly now: number
  readonly version: string
  /** Only if it is not the default. */
  readonly stateDir: string | undefined
  /** Absent or null: nobody has rehearsed it. */
  readonly rehearsal?: RehearsalJson | null
}

/**
 * One run as one HTML file that needs nothing else: no script, no font, no picture. Others may have written the names and
 * the output, so the renderer escapes all text. A content security policy forbids anything that might slip through.
 */
export function reportHtml(history: RunHistory, options: ReportOptions): string {
  return `<!doctype html>\n${render(<Report history={history} options={options} />)}\n`
}

function Report({ history, options }: { readonly history: RunHistory; readonly options: ReportOptions }) {
  const { mood, word } = endingWord(history.ending)
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>{`${titleOf(history)}: ${word}`}</title>
        <style>{styleSheet}</style>
      </head>
      <body>
        <header>
          <p class="kind">Run {history.run}</p>
          <h1>{titleOf(history)}</h1>
          <p class={`ending ${mood}`}>
            <strong>{word}</strong> <span>{sentence(endingDetail(history))}</span>
          </p>
        </header>
        <Next history={history} stateDir={options.stateDir} />
        <Effect effect={history.effect} stateDir={options.stateDir} />
        <Findings effect={history.effect} />
        <Rehearsed history={history} rehearsal={options.rehearsal ?? null} />
        <Facts history={history} />
        {history.steps.length > 0 && <TimelineChart history={history} />}
        {history.sessions.length > 0 && <Sessions history={history} />}
        <Processes history={history} />
        <footer>
          {damageLines(history.damage).map(line => (
            <p key={line} class="warn">
              Note: {line}.
            </p>
          ))}
          <p>
            Made by svreset {options.version} on {dateAndTime(options.now)} from {quote(history.directory)}.
            All times are UTC.
          </p>
        </footer>
      </body>
    </html>
  )
}

function Next({
  history,
  stateDir,
}: {
  readonly history: RunHistory
  readonly stateDir: string | undefined
}) {
  const steps = nextSteps(history, stateDir)
  if (steps.length === 0) return null
  return (
    <section class="next">
      <h2>What to do now</h2>
      <dl>
        {steps.map(({ command, does }) => (
          <div key={command}>
            <dt>
              <code>{command}</code>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </section>
  )
}

function Facts({ history }: { readonly history: RunHistory }) {
  return (
    <dl class="facts">
      {factsOf(history).map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function factsOf(history: RunHistory): [string, string][] {
  const { sessions, runbook, linksOut } = history
  const [first] = sessions
  const facts: [string, string | null][] = [
    ['Started', first === undefined ? null : dateAndTime(first.from)],
    ['By', first === undefined ? null : operatorWords(first.operator)],
    ['Took', first === undefined ? null : formatDuration(tookMs(history))],
    ['Links out', linksOut === null ? null : outWords(linksOut)],
    ['Runbook', runbook === null ? null : runbookWords(runbook)],
    ...machineFacts(history).map(([name, value]): [string, string] => [
      `${name.charAt(0).toUpperCase()}${name.slice(1)}`,
      value,
    ]),
  ]
  return facts.flatMap(([name, value]) => (value === null ? [] : [[name, value]]))
}

function sentence(text: string): string {
  return text === '' ? '' : `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}

function outWords({ from, to }: NonNullable<RunHistory['linksOut']>): string {
  return to === null ? `since ${clock(from)}` : formatDuration(to - from)
}
