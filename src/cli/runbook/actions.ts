import { collections } from '../../actions/collections.js'
import { actions } from '../../actions/index.js'
import type { Action } from '../../contract/action.js'
import { toJson } from '../../text/json.js'
import { quote } from '../../text/quote.js'
import { textOf } from '../../text/terminal-text.js'
import { wrap } from '../../text/wrap.js'

/** The registries, for a person: what a step may name in `uses` and `for_each`. */
export function describeActions({ json }: { readonly json?: true }): string {
  if (json) {
    const rows = [...actions.values()].map(({ name, summary, effect, inputs = {} }) => ({
      name,
      summary,
      effect,
      inputs,
    }))
    const items = [...collections].map(([name, { summary, fields }]) => ({ name, summary, fields }))
    return `${toJson({ actions: rows, collections: items }, 2)}\n`
  }
  const kinds = [...collections].filter(([name]) => !name.startsWith('findings.'))
  const findings = [...collections].filter(([name]) => name.startsWith('findings.'))
  return textOf([
    'Actions: uses: NAME',
    '',
    ...[...actions.values()].flatMap(describe),
    'Collections: for_each: ${NAME}',
    '',
    ...kinds.flatMap(([name, { summary, fields }]) => [
      name,
      ...wrap(`${summary}; each has ${fields.join(', ')}`, 80, '    '),
    ]),
    'findings.ID',
    ...wrap(
      `the processes that svreset check finds as ID; each has ${findings[0]?.[1].fields.join(', ')}`,
      80,
      '    ',
    ),
  ])
}

function describe({ name, summary, effect, inputs = {} }: Action): string[] {
  return [
    `${name} (${effect})`,
    ...wrap(summary, 80, '    '),
    ...Object.entries(inputs).flatMap(([key, { type, description, default: preset }]) =>
      wrap(
        `with ${key}: ${type}${preset === undefined ? '' : preset === null ? ', optional' : `, default ${quote(String(preset))}`}: ${description}`,
        80,
        '    ',
      ),
    ),
    '',
  ]
}
