import { definitions } from '../src/findings/index.js'
import { explanationOf } from '../src/render/explain.js'
import { bold, heading, type PageHead, page, paragraph, prose, tagged } from './roff.js'

const beginning =
  'Each finding of `svreset check` has an id that does not change, and a severity. A finding is a fact that was observed. What could not be read is a finding itself (`unreadable`), and no verdict is better than unknown then. A finding that only follows from another one names it, and its remedy is that of its cause. `svreset explain ID` prints what stands here.'

/** docs/findings.md */
export function findingsDocument(): string {
  return `${[
    '# What `svreset check` finds',
    '<!-- Made from src/findings/: do not edit. `npm run docs` makes it anew. -->',
    beginning,
    [
      '| id | severity | |',
      '|---|---|---|',
      ...definitions.map(({ id, severity, title }) => `| [\`${id}\`](#${id}) | ${severity} | ${title} |`),
    ].join('\n'),
    ...definitions.flatMap(definition => [
      `## ${definition.id}`,
      explanationOf(definition)
        .map(({ heading: name, text }) => `- **${name}**: ${markdown(text)}`)
        .join('\n'),
    ]),
  ].join('\n\n')}\n`
}

/** svreset-findings(7) */
export function findingsPage(head: Pick<PageHead, 'date' | 'version'>): string {
  return page({ name: 'svreset-findings', section: 7, summary: 'what svreset check finds', ...head }, [
    heading('description'),
    paragraph(prose(beginning.replaceAll('`', ''))),
    heading('findings'),
    ...definitions.map(definition =>
      tagged(
        `${bold(definition.id)} (${definition.severity})`,
        prose(`${definition.title.charAt(0).toUpperCase()}${definition.title.slice(1)}.`),
        explanationOf(definition).map(({ heading: name, text }) => tagged(prose(name), prose(text))),
      ),
    ),
    heading('see also'),
    paragraph(`${bold('svreset')}(8), ${bold('svreset-runbook')}(5)`),
  ])
}

/** As it stands, whatever Markdown makes of `<`, `*` and `_`. */
function markdown(text: string): string {
  return text.replace(/[\\<>*_[\]]/g, '\\$&')
}
