import { createHash } from 'node:crypto'
import type { Runbook } from '../../contract/runbook.js'
import { isMapping, type Value } from '../../contract/value.js'
import type { Vocabulary } from '../../contract/vocabulary.js'
import { parseYaml } from '../../yaml/parse-yaml.js'
import { invalidFile, type Problem } from '../../yaml/problem.js'
import { schemaProblems } from '../../yaml/schema-problems.js'
import { checkRunbook, type ParameterDrafts } from './check.js'
import { headSchema, parameterSchema, runbookSchema, stepSchema } from './schema.js'
import { toRunbook } from './to-runbook.js'

/** YAML text → Runbook. Throws one UserError (exit code 2) with all problems. */
export function loadRunbook(file: string, source: string, vocabulary: Vocabulary): Runbook {
  const { runbook, problems } = readRunbook(source, vocabulary, file)
  if (runbook === null) throw invalidFile('runbook', file, source, problems)
  return runbook
}

/** YAML text → Runbook, or all problems in the order of the file. */
export function readRunbook(
  source: string,
  vocabulary: Vocabulary,
  file = '',
): { readonly runbook: Runbook | null; readonly problems: readonly Problem[] } {
  const { value, problems: unread, locate } = parseYaml(source)
  const valueProblems = value === undefined ? [] : valueProblemsOf(value as Value, vocabulary)
  const problems = [...unread, ...valueProblems.map(locate)].sort(
    (left, right) => left.line - right.line || left.column - right.column,
  )
  if (problems.length > 0) return { runbook: null, problems }
  const digest = createHash('sha256').update(source).digest('hex')
  const lineOf = (path: readonly PropertyKey[]) => locate({ code: '', path, message: '', key: true }).line
  return { runbook: toRunbook(runbookSchema.parse(value), { file, digest, lineOf }, vocabulary), problems }
}

/** Checks each part by itself, so that a wrong part does not hide what is wrong with the others. */
function valueProblemsOf(value: Value, vocabulary: Vocabulary) {
  const head = headSchema.safeParse(value)
  const list = fieldOf(value, 'steps')
  const written: readonly Value[] = Array.isArray(list) ? list : []
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
        params: paramsOf(value),
        defaults: headSchema.shape.defaults.safeParse(fieldOf(value, 'defaults')).data ?? {},
        steps: steps.map(({ data }, index) => ({
          id: wordOf(written[index], 'id'),
          uses: wordOf(written[index], 'uses'),
          step: data ?? null,
        })),
      },
      vocabulary,
    ),
  ]
}

/** A file without `params` has no parameters. That is no mistake. */
function paramsOf(value: Value): ParameterDrafts | null {
  const params = fieldOf(value, 'params') ?? {}
  if (!isMapping(params)) return null
  return Object.fromEntries(
    Object.entries(params).map(([name, parameter]) => [
      name,
      parameterSchema.safeParse(parameter).data ?? null,
    ]),
  )
}

function wordOf(step: Value | undefined, key: string): string | null {
  const word = fieldOf(step, key)
  return typeof word === 'string' ? word : null
}

function fieldOf(value: Value | undefined, key: string): Value | undefined {
  return isMapping(value) ? value[key] : undefined
}
