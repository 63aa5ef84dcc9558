import { vocabulary } from '../../actions/index.js'
import { findRunbook, readSource } from '../../engine/prepare/runbook-files.js'
import { UserError } from '../../errors.js'
import { readRunbook } from '../../runbook/language/load.js'
import type { PackageFiles } from '../../system/package-files.js'
import { toJson } from '../../text/json.js'
import { textOf } from '../../text/terminal-text.js'
import { formatProblems, type Problem } from '../../yaml/problem.js'

interface Linted {
  readonly file: string
  readonly source: string
  readonly problems: readonly Problem[]
}

/** Every problem of every file. `good`: there is none. */
export function lintRunbooks(
  shipped: PackageFiles,
  files: readonly string[],
  { json }: { readonly json?: true },
): { readonly text: string; readonly good: boolean } {
  const linted = files.map(file => lint(shipped, file))
  const good = linted.every(({ problems }) => problems.length === 0)
  if (json) {
    const rows = linted.map(({ file, problems }) => ({ file, good: problems.length === 0, problems }))
    return { text: `${toJson(rows, 2)}\n`, good }
  }
  const lines = linted.flatMap(({ file, source, problems }) =>
    problems.length === 0 ? [`${file}: good`] : formatProblems(file, source, problems),
  )
  return { text: textOf(lines), good }
}

function lint(shipped: PackageFiles, named: string): Linted {
  try {
    const source = readSource(findRunbook(shipped, named))
    return { file: named, source, problems: readRunbook(source, vocabulary).problems }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    const message = `${error.message}: ${error.reason ?? ''}`
    return {
      file: named,
      source: '',
      problems: [{ code: 'unreadable', line: 1, column: 1, length: 1, message }],
    }
  }
}
