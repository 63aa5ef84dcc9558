import { isNode, LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'
import { ExitCode, UserError } from './user-error.js'

/** What is not as it should be, and where: lines and columns count from 1. */
export interface Problem {
  readonly line: number
  readonly column: number
  readonly message: string
}

export interface Misfit {
  readonly path: readonly PropertyKey[]
  readonly message: string
}

/**
 * Text of a YAML 1.2 file (core schema: no tags, no merge keys, no aliases, no duplicate keys) → a value that
 * the schema accepts and in which `check` finds nothing wrong. Throws one UserError with all problems.
 * `kind` is the word for people: `runbook`, `manifest`.
 */
export function parseYamlFile<T extends z.ZodType>(
  kind: string,
  file: string,
  source: string,
  schema: T,
  check: (value: z.infer<T>) => readonly Misfit[],
): z.infer<T> {
  const lineCounter = new LineCounter()
  const document = parseDocument(source, {
    version: '1.2',
    schema: 'core',
    merge: false,
    uniqueKeys: true,
    lineCounter,
  })
  const at = (offset: number, message: string): Problem => {
    const { line, col } = lineCounter.linePos(offset)
    return { line, column: col, message }
  }
  const locate = ({ path, message }: Misfit) => at(offsetOf(document, path), message)
  const syntax = [...document.errors, ...document.warnings].map(({ pos, message }) =>
    // The place stands in front already.
    at(pos[0], (message.split('\n')[0] ?? '').replace(/ at line \d+, column \d+:$/, '')),
  )
  if (syntax.length > 0) throw invalid(kind, file, syntax)
  const parsed = schema.safeParse(toValue(document, kind, file))
  if (!parsed.success) {
    const misfits = parsed.error.issues.map(({ path, message }) => ({
      path,
      message: `${path.join('.') || 'the file'}: ${message}`,
    }))
    throw invalid(kind, file, misfits.map(locate))
  }
  const wrong = check(parsed.data)
  if (wrong.length > 0) throw invalid(kind, file, wrong.map(locate))
  return parsed.data
}

function toValue(document: ReturnType<typeof parseDocument>, kind: string, file: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 0 })
  } catch (error) {
    throw invalid(kind, file, [
      { line: 1, column: 1, message: error instanceof Error ? error.message : String(error) },
    ])
  }
}

/** The place of the deepest node on the path that is there. */
function offsetOf(document: ReturnType<typeof parseDocument>, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true)
    if (isNode(node) && node.range) return node.range[0]
  }
  return 0
}

function invalid(kind: string, file: string, problems: readonly Problem[]): UserError {
  const lines = problems.map(({ line, column, message }) => `${file}:${line}:${column}: ${message}`)
  return new UserError(ExitCode.usage, `unable to use ${kind} ${file}`, {
    reason: lines.join('\n          '),
    next: 'correct the file; nothing was touched',
  })
}
