import { CST, type Document, isMap, isNode, isScalar, isSeq, Lexer, LineCounter, parseDocument } from 'yaml'
import type { z } from 'zod'
import { invalidFile, type Problem, type ValueProblem } from './problem.js'
import { schemaProblems } from './schema-problems.js'

export interface Parsed {
  /** undefined if the text is not YAML at all. */
  readonly value: unknown
  readonly problems: readonly Problem[]
  locate(valueProblem: ValueProblem): Problem
}

interface Limits {
  /** Characters. */
  readonly size: number
  /** Words and signs of YAML: each costs time and memory. */
  readonly tokens: number
}

/** Far above what a person writes, and far below what takes a second. */
export const byHand: Limits = { size: 64 * 1024, tokens: 16_000 }

const maxDepth = 32

/**
 * The text of a YAML 1.2 file (core schema; no tags, merge keys, anchors, aliases or duplicate keys) → its value and all
 * its problems.
 */
export function parseYaml(source: string, limits: Limits = byHand): Parsed {
  const lineCounter = new LineCounter()
  const at = (code: string, offset: number, message: string, length = 1): Problem => {
    const { line, col } = lineCounter.linePos(offset)
    return { code, line: Math.max(1, line), column: Math.max(1, col), length, message }
  }
  const nothing = (problem: Problem): Parsed => ({
    value: undefined,
    problems: [problem],
    locate: () => problem,
  })
  const excess = tooMuch(source, limits)
  if (excess !== null) return nothing({ line: 1, column: 1, length: 1, ...excess })
  let document: Document.Parsed
  try {
    // The parser's own pretty errors and unique keys take quadratic time. Both are done below.
    const options = { version: '1.2', schema: 'core', merge: false } as const
    document = parseDocument(source, { ...options, prettyErrors: false, uniqueKeys: false, lineCounter })
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return nothing({ code: 'yaml', line: 1, column: 1, length: 1, message })
  }
  const syntax = [...document.errors, ...document.warnings].map(({ code, pos, message }) =>
    at(code === 'TAG_RESOLVE_FAILED' ? 'tag' : 'yaml', pos[0], firstLine(message)),
  )
  const marks = forbiddenMarks(source).map(({ code, offset, message }) => at(code, offset, message))
  const twice = duplicateKeys(document.contents).map(({ offset, name }) =>
    at('duplicate-key', offset, `the key '${name}' is used twice`, name.length),
  )
  const readable = document.errors.length === 0 && marks.length === 0
  return {
    value: readable ? document.toJS({ maxAliasCount: 0 }) : undefined,
    problems: [...syntax, ...marks, ...twice],
    locate: valueProblem => {
      const { offset, length } = positionOf(document, source, valueProblem)
      return at(valueProblem.code, offset, valueProblem.message, length)
    },
  }
}

/** The text → a value that the schema and `check` accept. Throws one UserError with all problems. */
export function parseYamlFile<T extends z.ZodType>(
  { kind, file, limits }: { readonly kind: string; readonly file: string; readonly limits?: Limits },
  source: string,
  schema: T,
  check: (value: z.infer<T>) => readonly ValueProblem[],
): z.infer<T> {
  const { value, problems, locate } = parseYaml(source, limits)
  if (problems.length > 0) throw invalidFile(kind, file, source, problems)
  const parsed = schema.safeParse(value)
  const valueProblems = parsed.success ? check(parsed.data) : schemaProblems(parsed.error.issues, schema)
  if (valueProblems.length > 0) throw invalidFile(kind, file, source, valueProblems.map(locate))
  return parsed.data as z.infer<T>
}

/** A cheap check, so that svreset does nothing expensive for a file that no person wrote. */
function tooMuch(source: string, limits: Limits): Pick<Problem, 'code' | 'message'> | null {
  if (source.length > limits.size)
    return {
      code: 'too-large',
      message: `the file has ${source.length} characters; the limit is ${limits.size}`,
    }
  let tokens = 0
  let depth = 0
  for (const token of new Lexer().lex(source)) {
    if (++tokens > limits.tokens)
      return { code: 'too-large', message: 'the file has too many words and signs' }
    const type = CST.tokenType(token)
    if (type === 'flow-map-start' || type === 'flow-seq-start') depth++
    if (type === 'flow-map-end' || type === 'flow-seq-end') depth--
    if (depth > maxDepth)
      return { code: 'too-deep', message: `more than ${maxDepth} brackets are open at the same time` }
    if (type === 'explicit-key-ind') return { code: 'yaml', message: 'keys written with ? are not allowed' }
  }
  return source.split('\n').some(line => /^\s*((-|:)\s+){33}/.test(line))
    ? { code: 'too-deep', message: `more than ${maxDepth} lists are open at the same time` }
    : null
}

/** These files need no anchors and aliases, and a few of them can stand for gigabytes. */
function forbiddenMarks(
  source: string,
): { readonly code: string; readonly offset: number; readonly message: string }[] {
  const found = []
  let offset = 0
  for (const token of new Lexer().lex(source)) {
    const type = CST.tokenType(token)
    if (type === 'anchor' || type === 'alias') {
      found.push({
        code: 'alias',
        offset,
        message: `anchors and aliases (${token}) are not allowed: write the value itself`,
      })
    }
    // These tokens stand for no character of the text.
    if (type !== 'doc-mode' && type !== 'flow-error-end' && type !== 'scalar') offset += token.length
  }
  return found
}

function duplicateKeys(node: unknown): { readonly offset: number; readonly name: string }[] {
  if (isSeq(node)) return node.items.flatMap(duplicateKeys)
  if (!isMap(node)) return []
  const seen = new Set<string>()
  return node.items.flatMap(({ key, value }) => {
    const name = isScalar(key) ? String(key.value) : String(key)
    const again = seen.has(name)
    seen.add(name)
    const offset = isNode(key) ? (key.range?.[0] ?? 0) : 0
    return [...(again ? [{ offset, name }] : []), ...duplicateKeys(value)]
  })
}

/** The place of the deepest node on the path that exists. */
function positionOf(
  document: Document.Parsed,
  source: string,
  { path, key, part }: ValueProblem,
): { readonly offset: number; readonly length: number } {
  for (let length = path.length; length > 0; length--) {
    const node =
      key && length === path.length ? keyNode(document, path) : document.getIn(path.slice(0, length), true)
    if (!isNode(node) || !node.range) continue
    const [start, end] = node.range
    const text = source.slice(start, end)
    const within = part === undefined ? -1 : text.indexOf(part)
    if (within >= 0) return { offset: start + within, length: (part ?? '').length }
    return { offset: start, length: firstLine(text).length }
  }
  return { offset: 0, length: 1 }
}

function keyNode(document: Document.Parsed, path: readonly PropertyKey[]): unknown {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true)
  return isMap(parent)
    ? parent.items.find(({ key }) => isScalar(key) && key.value === path.at(-1))?.key
    : undefined
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? ''
}
