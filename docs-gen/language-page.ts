import type { RootContent } from 'mdast'
import { collections } from '../src/actions/collections.js'
import { actions, vocabulary } from '../src/actions/index.js'
import { runbookJsonSchema } from '../src/runbook/language/json-schema.js'
import { quote } from '../src/text/quote.js'
import { type Document, toRoff } from './from-markdown.js'
import { bold, heading, type PageHead, page, paragraph, prose, sentence, subheading, tagged } from './roff.js'

/** svreset-runbook(5): keys from the schema, actions and collections from their registries, the rest from the document. */
export function languagePage(head: Pick<PageHead, 'date' | 'version'>, runbooks: Document): string {
  const schema = runbookJsonSchema(vocabulary) as Schema
  const step = schema.properties?.steps?.items ?? {}
  const parameter = schema.properties?.params?.additionalProperties ?? {}
  const section = (title: string) => [heading(title), ...toRoff(runbooks.section(title))]
  return page({ name: 'svreset-runbook', section: 5, summary: 'runbooks of svreset', ...head }, [
    heading('description'),
    ...toRoff(runbooks.beginning),
    heading('the file'),
    ...keys(schema, step),
    heading('a step'),
    paragraph(
      `A step has ${bold('id')} and ${bold('name')}, and exactly one of ${bold('run')}, ${bold('uses')} and ${bold('script')}.`,
    ),
    ...keys(step, step),
    ...toRoff(runbooks.section('A step').filter(tellsMore)),
    ...section('Parameters'),
    subheading('Keys of a parameter'),
    ...keys(parameter, null),
    ...section('References'),
    ...section('Conditions'),
    heading('actions'),
    ...[...actions.values()].map(({ name, summary, effect, inputs = {} }) =>
      tagged(
        `${bold(name)} (${effect})`,
        sentence(summary),
        Object.entries(inputs).map(([key, { type, description, default: preset }]) =>
          tagged(
            `${bold(key)}: ${type}`,
            sentence(
              `${description}${preset === undefined ? '; required' : preset === null ? '' : `; default: ${quote(String(preset))}`}`,
            ),
          ),
        ),
      ),
    ),
    heading('collections'),
    ...[...collections]
      .filter(([name]) => !name.startsWith('findings.'))
      .map(([name, { summary, fields }]) =>
        tagged(bold(`\${${name}}`), sentence(`${summary}; each has ${fields.join(', ')}`)),
      ),
    tagged(
      bold('${findings.ID}'),
      sentence(`what svreset check finds as ID, an item for each process${findingFields()}`),
    ),
    ...section('What YAML it takes'),
    ...section('Who may write it'),
    heading('see also'),
    paragraph(`${bold('svreset')}(8)`),
  ])
}

interface Schema {
  readonly description?: string
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly items?: Schema
  readonly additionalProperties?: Schema
  readonly enum?: readonly string[]
}

/** Each key with what the schema says of it, a record's own keys indented. What a step has too is told there. */
function keys(schema: Schema, step: Schema | null): string[] {
  const { properties = {}, required = [] } = schema
  const entries = Object.entries(properties)
  const told = schema === step ? {} : (step?.properties ?? {})
  const known = entries.filter(([key, { description }]) => told[key]?.description === description)
  const own = entries.filter(entry => !known.includes(entry))
  return [
    ...(known.length === 0
      ? []
      : [paragraph(`${known.map(([key]) => bold(key)).join(', ')}: as for a step.`)]),
    ...own.map(([key, value]) => {
      const needed = required.includes(key) ? ' (required)' : ''
      const values = value.enum === undefined ? '' : `One of ${value.enum.join(', ')}.`
      return tagged(`${bold(key)}${needed}`, prose(value.description ?? values), keys(value, step))
    }),
  ]
}

/** Tables, and what leads up to them, the schema tells better. */
function tellsMore(node: RootContent, index: number, all: readonly RootContent[]): boolean {
  return node.type !== 'table' && all[index + 1]?.type !== 'table'
}

function findingFields(): string {
  const first = [...collections].find(([name]) => name.startsWith('findings.'))
  return first === undefined ? '' : `; each has ${first[1].fields.join(', ')}`
}
