import type {
  BlockContent,
  Heading,
  ListItem,
  Paragraph,
  PhrasingContent,
  Root,
  RootContent,
  Table,
} from 'mdast'
import { gfmToMarkdown } from 'mdast-util-gfm'
import { toMarkdown } from 'mdast-util-to-markdown'
import type { RunHistory, StepAction, StepHistory } from '../history/history.js'
import { operatorWords } from '../journal/operator-words.js'
import { formatDuration } from '../text/duration.js'
import { printedLines } from '../text/printed.js'
import { printable, quote } from '../text/quote.js'
import { truncate } from '../text/wrap.js'
import { effectRows } from './effect-words.js'
import {
  actionLines,
  clock,
  damageLines,
  dateAndTime,
  endingDetail,
  endingWord,
  machineFacts,
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

/** One run, for a ticket. It is built as a tree, so that no name and no output becomes markup. */
export function historyMarkdown(history: RunHistory, stateDir: string | undefined): string {
  const tree: Root = {
    type: 'root',
    children: [
      heading(1, titleOf(history)),
      paragraph(strong(endingWord(history.ending).word), text(detailOf(history))),
      ...effectContent(history, stateDir),
      ...nextContent(history, stateDir),
      factTable(history),
      ...damageLines(history.damage).map(line => paragraph(text(`Note: ${line}.`))),
      heading(2, 'Step by step'),
      ...history.sessions.flatMap((session, index) => [
        heading(3, `${dateAndTime(session.from)}: ${sessionWords(session)}`),
        ...history.steps.filter(step => step.session === index).flatMap(stepContent),
      ]),
      ...pictureContent('Processes before the run', history.before),
      ...pictureContent('Processes after the run', history.after),
    ],
  }
  return toMarkdown(tree, { bullet: '-', extensions: [gfmToMarkdown()] })
}

function detailOf(history: RunHistory): string {
  const detail = endingDetail(history)
  return detail === '' ? '' : `: ${detail}`
}

function effectContent({ effect }: RunHistory, stateDir: string | undefined): RootContent[] {
  if (effect === null) return []
  const items = effectRows(effect, stateDir).map(
    (row): ListItem => ({
      type: 'listItem',
      children: [paragraph(strong(row.name), text(`: ${row.text}`))],
    }),
  )
  return [heading(2, 'What it did to the services'), { type: 'list', spread: false, children: items }]
}

function nextContent(history: RunHistory, stateDir: string | undefined): RootContent[] {
  const steps = nextSteps(history, stateDir)
  if (steps.length === 0) return []
  const items = steps.map(
    ({ command, does }): ListItem => ({
      type: 'listItem',
      children: [paragraph(code(command), text(` ${does}`))],
    }),
  )
  return [heading(2, 'What to do now'), { type: 'list', spread: false, children: items }]
}

function factTable(history: RunHistory): Table {
  const { run, sessions, linksOut, runbook, directory } = history
  const [first] = sessions
  // A table needs a head: the first fact is it.
  const facts: [string, PhrasingContent][] = [['run', code(run)]]
  if (first !== undefined) {
    facts.push(['begun', text(dateAndTime(first.from))], ['by', text(operatorWords(first.operator))])
    facts.push(['took', text(formatDuration(tookMs(history)))])
  }
  if (linksOut !== null) {
    const { from, to } = linksOut
    facts.push(['links out', text(to === null ? `since ${clock(from)}` : formatDuration(to - from))])
  }
  if (runbook !== null) facts.push(['runbook', text(runbookWords(runbook))])
  for (const [name, value] of machineFacts(history)) facts.push([name, code(value)])
  facts.push(['files', code(quote(directory))])
  return {
    type: 'table',
    children: facts.map(([name, value]) => row(text(name), value)),
  }
}

function row(...cells: readonly PhrasingContent[]): Table['children'][number] {
  return { type: 'tableRow', children: cells.map(cell => ({ type: 'tableCell', children: [cell] })) }
}

function stepContent(step: StepHistory): BlockContent[] {
  const lines = firstOf(step.actions.flatMap(actionBlock), longestStep)
  const error = step.error === null ? [] : [paragraph(text(printable(step.error)))]
  return [
    heading(4, stepName(step)),
    paragraph(text(`${clock(step.from)}: ${stepWords(step)}`)),
    ...error,
    ...(lines.length === 0 ? [] : [block(lines)]),
  ]
}

/** The number of lines, and of characters in a line: a ticket is no archive. */
const longestStep = 30
const longestLine = 500

function firstOf(lines: readonly string[], most: number): readonly string[] {
  if (lines.length <= most) return lines
  return [...lines.slice(0, most), `… ${lines.length - most} more lines`]
}

function actionBlock(deed: StepAction): string[] {
  const result = resultWords(deed)
  return [
    ...actionLines(deed).map(line => truncate(line, longestLine)),
    ...(result === null ? [] : [`# ${result}`]),
    ...printedLines(deed.result?.output ?? ''),
  ]
}

/** The number of lines of a process tree. */
const longestPicture = 100

function pictureContent(title: string, seen: RunHistory['before']): RootContent[] {
  if (seen === null) return []
  return [heading(2, title), block(pictureLines(seen, { most: longestPicture, cut: null }))]
}

function heading(depth: Heading['depth'], words: string): Heading {
  return { type: 'heading', depth, children: [text(words)] }
}

function paragraph(...children: PhrasingContent[]): Paragraph {
  return { type: 'paragraph', children }
}

function text(value: string): PhrasingContent {
  return { type: 'text', value }
}

function strong(value: string): PhrasingContent {
  return { type: 'strong', children: [text(value)] }
}

function code(value: string): PhrasingContent {
  return { type: 'inlineCode', value }
}

function block(lines: readonly string[]): BlockContent {
  return { type: 'code', value: lines.join('\n') }
}
