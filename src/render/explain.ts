import { possibleCauses } from '../findings/causes.js'
import type { FindingDefinition } from '../findings/definition.js'
import type { Style } from '../text/style.js'
import { textOf } from '../text/terminal-text.js'
import { wrap } from '../text/wrap.js'

/** Every finding in one line, the worst first. Where `columns` are too few for that, in two. */
export function findingList(
  definitions: readonly FindingDefinition[],
  style: Style,
  columns = Number.POSITIVE_INFINITY,
): string {
  const width = Math.max(...definitions.map(({ id }) => id.length))
  const fits = definitions.every(({ title }) => width + title.length + 4 <= columns)
  const sections = (['critical', 'warning', 'unknown'] as const).map(severity => [
    style.bold(`${severity}:`),
    ...definitions
      .filter(definition => definition.severity === severity)
      .flatMap(({ id, title }) => (fits ? [`  ${id.padEnd(width)}  ${title}`] : [`  ${id}`, `    ${title}`])),
  ])
  return sections.map(textOf).join('\n')
}

/** Everything about one finding. */
export function findingPage(definition: FindingDefinition, columns: number, style: Style): string {
  const { id, severity, title } = definition
  const paragraphs = explanationOf(definition).map(({ heading, text }) => [
    style.bold(heading),
    ...wrap(text, columns, '  '),
  ])
  const head = wrap(`${style.bold(id)} (${severity}): ${title}`, columns, '')
  return [head, ...paragraphs].map(textOf).join('\n')
}

interface Paragraph {
  readonly heading: string
  readonly text: string
}

/** The same sections for a terminal, docs/findings.md and svreset-findings(7). */
export function explanationOf(definition: FindingDefinition): Paragraph[] {
  const { id, meaning, bySvreset, byHand, resetEnds } = definition
  const causes = [...new Set([...possibleCauses(definition), ...(definition.consequenceOfOwn ?? [])])]
  return [
    { heading: 'What it is', text: meaning },
    ...(causes.length === 0 ? [] : [{ heading: 'Often only follows from', text: `${causes.join(', ')}.` }]),
    { heading: 'svreset repair', text: sentence(bySvreset) },
    { heading: 'A reset (svreset)', text: resetEnds ? 'Ends it.' : 'Does not promise to end it.' },
    { heading: 'By hand', text: sentence(byHand) },
    { heading: 'To practise', text: `svreset drill ${id}` },
  ]
}

/** With a capital letter, unless it begins with a command, and with a full stop. */
function sentence(text: string): string {
  const first = /^(?:svc|kill|chown|chmod) /.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1)
  return /[.?!]$/.test(first) ? first : `${first}.`
}
