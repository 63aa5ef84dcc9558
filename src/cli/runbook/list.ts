import { vocabulary } from '../../actions/index.js'
import { findRunbook, readSource, shippedNames } from '../../engine/prepare/runbook-files.js'
import { loadRunbook } from '../../runbook/language/load.js'
import type { PackageFiles } from '../../system/package-files.js'
import { toJson } from '../../text/json.js'
import { quote } from '../../text/quote.js'
import { textOf } from '../../text/terminal-text.js'
import { wrap } from '../../text/wrap.js'

/** The names, their purposes and their parameters. */
export function listRunbooks(files: PackageFiles, { json }: { readonly json?: true }): string {
  const runbooks = shippedNames(files).map(name => {
    const file = findRunbook(files, name)
    return { ...loadRunbook(file.path, readSource(file), vocabulary), file: file.path }
  })
  if (json) {
    const rows = runbooks.map(({ name, title, description, parameters, file }) => ({
      ...{ name, title, description, file },
      parameters: Object.keys(parameters),
    }))
    return `${toJson(rows, 2)}\n`
  }
  const sections = runbooks.map(({ name, title, description, parameters }) =>
    textOf([
      `${name}: ${title}`,
      ...(description === '' ? [] : wrap(description, 80, '    ')),
      ...Object.entries(parameters).flatMap(([key, parameter]) =>
        wrap(
          `--param ${key}=${parameter.default === null ? parameter.type.toUpperCase() : quote(String(parameter.default))}  ${parameter.description}`,
          80,
          '    ',
        ),
      ),
    ]),
  )
  return sections.join('\n')
}
