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
import type { Deed, StepStory, Story } from '../history/history.js'
import { formatDuration } from '../text/duration.js'
import { printedLines } from '../text/printed.js'
import { printable, quote } from '../text/quote.js'
import { truncate } from '../text/wrap.js'
import {
  clock,
  damageLines,
  dateAndTime,
  deedLines,
  endingDetail,
  endingWord,
  nextSteps,
  operatorWords,
  resultWords,
  runbookWords,
  sessionWords,
  stepName,
  stepWords,
  titleOf,
  tookMs,
} from './history-words.js'
import { pictureLines } from './picture.js'

/** The story of one run for a ticket. It is made as a tree, so that no name and no output can be taken for markup. */
export function storyMarkdown(story: Story, stateDir: string | undefined): string {
  const tree: Root = {
    type: 'root',
    children: [
      heading(1, titleOf(story)),
      paragraph(strong(endingWord(story.ending).word), text(detailOf(story))),
      ...nextContent(story, stateDir),
      factTable(story),
      ...damageLines(story.damage).map(line => paragraph(text(`Note: ${line}.`))),
      heading(2, 'Step by step'),
      ...story.sessions.flatMap((session, index) => [
        heading(3, `${dateAndTime(session.from)}: ${sessionWords(session)}`),
        ...story.steps.filter(step => step.session === index).flatMap(stepContent),
      ]),
      ...pictureContent('Processes before', story.before),
      ...pictureContent('Processes afterwards', story.after),
    ],
  }
  return toMarkdown(tree, { bullet: '-', extensions: [gfmToMarkdown()] })
}

function detailOf(story: Story): string {
  const detail = endingDetail(story)
  return detail === '' ? '' : `: ${detail}`
}

function nextContent(story: Story, stateDir: string | undefined): RootContent[] {
  const steps = nextSteps(story, stateDir)
  if (steps.length === 0) return []
  const items = steps.map(
    ({ command, does }): ListItem => ({
      type: 'listItem',
      children: [paragraph(code(command), text(` ${does}`))],
    }),
  )
  return [heading(2, 'What to do now'), { type: 'list', spread: false, children: items }]
}

function factTable(story: Story): Table {
  const { run, sessions, linksOut, runbook, directory } = story
  const [first] = sessions
  const facts: [string, PhrasingContent][] = [['run', code(run)]]
  if (first !== undefined) {
    facts.push(['begun', text(dateAndTime(first.from))], ['by', text(operatorWords(first.operator))])
    facts.push(['took', text(formatDuration(tookMs(story)))])
  }
  if (linksOut !== null) {
    const { from, to } = linksOut
    facts.push(['links out', text(to === null ? `since ${clock(from)}` : formatDuration(to - from))])
  }
  if (runbook !== null) facts.push(['runbook', text(runbookWords(runbook))])
  facts.push(['files', code(quote(directory))])
  return {
    type: 'table',
    children: [row(text(''), text('')), ...facts.map(([name, value]) => row(text(name), value))],
  }
}

function row(...cells: readonly PhrasingContent[]): Table['children'][number] {
  return { type: 'tableRow', children: cells.map(cell => ({ type: 'tableCell', children: [cell] })) }
}

function stepContent(step: StepStory): BlockContent[] {
  const lines = firstOf(step.deeds.flatMap(deedBlock), longestStep)
  const error = step.error === null ? [] : [paragraph(text(printable(step.error)))]
  return [
    paragraph(text(`${clock(step.from)} `), strong(stepName(step)), text(`: ${stepWords(step)}`)),
    ...error,
    ...(lines.length === 0 ? [] : [block(lines)]),
  ]
}

/** Lines, and characters of one: a ticket is no archive. */
const longestStep = 30
const longestLine = 500

function firstOf(lines: readonly string[], most: number): readonly string[] {
  if (lines.length <= most) return lines
  return [...lines.slice(0, most), `… ${lines.length - most} more lines`]
}

function deedBlock(deed: Deed): string[] {
  const result = resultWords(deed)
  return [
    ...deedLines(deed).map(line => truncate(line, longestLine)),
    ...(result === null ? [] : [`# ${result}`]),
    ...printedLines(deed.result?.output ?? ''),
  ]
}

/** Lines of a process tree. */
const longestPicture = 100

function pictureContent(title: string, seen: Story['before']): RootContent[] {
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
