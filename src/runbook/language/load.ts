import { createHash } from 'node:crypto'
import type { Runbook } from '../../contract/runbook.js'
import type { Vocabulary } from '../../contract/vocabulary.js'
import { parseYaml } from '../../yaml/parse-yaml.js'
import { invalidFile, type Problem } from '../../yaml/problem.js'
import { schemaProblems } from '../../yaml/schema-problems.js'
import { checkRunbook } from './check.js'
import { headSchema, runbookSchema, stepSchema } from './schema.js'
import { toRunbook } from './to-runbook.js'

/** YAML text → Runbook. Throws one UserError (exit code 2) with all problems. */
export function loadRunbook(file: string, source: string, vocabulary: Vocabulary): Runbook {
  const { runbook, problems } = readRunbook(source, vocabulary, file)
  if (runbook === null) throw invalidFile('runbook', file, source, problems)
  return runbook
}

/** YAML text → Runbook, or all that is wrong with it, in the order of the file. */
export function readRunbook(
  source: string,
  vocabulary: Vocabulary,
  file = '',
): { readonly runbook: Runbook | null; readonly problems: readonly Problem[] } {
  const { value, problems: unread, locate } = parseYaml(source)
  const valueProblems = value === undefined ? [] : valueProblemsOf(value, vocabulary)
  const problems = [...unread, ...valueProblems.map(locate)].sort(
    (left, right) => left.line - right.line || left.column - right.column,
  )
  if (problems.length > 0) return { runbook: null, problems }
  const digest = createHash('sha256').update(source).digest('hex')
  return { runbook: toRunbook(runbookSchema.parse(value), { file, digest }, vocabulary), problems }
}

/** A step that is wrong in itself must not hide what is wrong with the others: each is looked at for itself. */
function valueProblemsOf(value: unknown, vocabulary: Vocabulary) {
  const head = headSchema.safeParse(value)
  const written = head.success ? head.data.steps : stepsOf(value)
  const steps = written.map(step => stepSchema.safeParse(step))
  return [
    ...(head.success ? [] : schemaProblems(head.error.issues, headSchema)),
    ...steps.flatMap(({ error }, index) =>
      schemaProblems(error?.issues ?? [], stepSchema).map(valueProblem => ({
        ...valueProblem,
        path: ['steps', index, ...valueProblem.path],
      })),
    ),
    ...checkRunbook(
      {
        params: head.data?.params ?? null,
        defaults: head.data?.defaults ?? {},
        steps: steps.map(({ data }, index) => ({ id: idOf(written[index]), step: data ?? null })),
      },
      vocabulary,
    ),
  ]
}

function stepsOf(value: unknown): readonly unknown[] {
  const steps = (value as { readonly steps?: unknown } | null)?.steps
  return Array.isArray(steps) ? steps : []
}

function idOf(step: unknown): string | null {
  const id = (step as { readonly id?: unknown } | null)?.id
  return typeof id === 'string' ? id : null
}
