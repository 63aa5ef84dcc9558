import { z } from 'zod'
import { parameterTypes } from '../../contract/runbook.js'

/**
 * The runbook language: what a file may hold. The one source of the validator, the JSON Schema, the manual
 * and the texts of errors. Unknown keys are errors. What needs more than one key at once is in check.ts.
 */
const identifier = z
  .string(mustBe('a word'))
  .regex(/^[a-z][a-z0-9_-]*$/, 'must be a lower-case word (letters, digits, - and _)')
const text = z.string(mustBe('text')).trim().min(1, 'must not be empty')
const word = z.string({
  error: ({ input }) =>
    typeof input === 'number' || typeof input === 'boolean'
      ? `must be text: put it in quotes ('${input}')`
      : 'must be text',
})
const duration = z.string(
  mustBe('a duration with its unit, such as 30s, or a reference such as ${params.stop_timeout}'),
)
const yesOrNo = z.boolean(mustBe('true or false'))
const whole = (least: number) => z.int(mustBe('a whole number')).min(least, `must be at least ${least}`)
const value = z.json()

function mustBe(what: string) {
  return {
    error: ({ input }: { readonly input?: unknown }) =>
      input === undefined ? 'is missing' : `must be ${what}`,
  }
}

const argv = z
  .array(word, mustBe('an argv array, such as [svc, -dx, .]: no shell reads it'))
  .min(1, 'must name a program')
  .describe('A program and its arguments, as an array: no shell reads them.')
const uses = text.describe("One of svreset's own actions: see svreset runbook actions.")
const given = z
  .record(z.string(), value, mustBe('a record'))
  .describe('What the action needs; a value that is one reference keeps its type.')
const script = text.describe(
  'Text for sh -eu. It receives values through environment variables only: ${service.directory} is $SERVICE_DIRECTORY.',
)

/** Exactly one of these says what a step does, and so it is with `verify` and `undo`. */
export const taskKeys = ['run', 'uses', 'script'] as const

const task = {
  run: argv.optional(),
  uses: uses.optional(),
  with: given.optional(),
  script: script.optional(),
}

const retry = z
  .strictObject(
    {
      attempts: whole(1).describe('How often it is tried, all in all.'),
      delay: duration.optional().describe('Between two attempts; default: 1s.'),
      total: duration.optional().describe('No attempt begins later than this after the first.'),
    },
    mustBe('a record with attempts'),
  )
  .describe('Tries again, on a fresh look, before the step counts as failed.')

const verify = z
  .strictObject(
    {
      ...task,
      interval: duration
        .optional()
        .describe('Between two looks; default: 1s. For commands only: an action watches by itself.'),
      deadline: duration
        .optional()
        .describe('When the step has failed; default: what the action says, 30s for a command.'),
    },
    mustBe('a record'),
  )
  .describe('What must hold afterwards: an action, or a command that is repeated until it exits with 0.')

const undo = z
  .strictObject(task, mustBe('a record'))
  .describe('What takes the step back, beside what svreset takes back by itself.')

/** Those that `defaults` may set for all steps. */
const common = {
  env: z
    .record(
      z.string().regex(/^[A-Za-z_]\w*$/, 'must be the name of an environment variable'),
      word,
      mustBe('a record'),
    )
    .optional()
    .describe('Environment variables of its commands, beside PATH and LC_ALL.'),
  confirm: z
    .union([yesOrNo, z.literal('always'), text], mustBe('true, false, always, or what is to be asked'))
    .optional()
    .describe(
      'Whether it is asked before: true, false, always (even with --yes), or the question itself. Default: asked, unless the step only reads.',
    ),
  timeout: duration.optional().describe('For one attempt. Default: what the action says; 60s for a command.'),
  retry: retry.optional(),
  on_failure: z
    .enum(['ask', 'stop', 'continue', 'undo'], mustBe('ask, stop, continue or undo'))
    .optional()
    .describe(
      'When it has failed: ask (with --yes: stop), stop, continue with the next step, or undo all and stop. Default: ask.',
    ),
  allow_skip: yesOrNo.optional().describe('Whether the operator may skip it. Default: false.'),
}

export const stepSchema = z.strictObject(
  {
    id: identifier.describe('Names the step: in the journal, and in ${steps.ID.output}.'),
    name: text.describe('What it does, in a few words.'),
    description: text.optional().describe('Why, and what to mind.'),
    ...task,
    cwd: text.optional().describe('Where its commands run. Default: /.'),
    when: z
      .union([text, yesOrNo], mustBe('a condition'))
      .optional()
      .describe(
        "Only if this holds: ${params.force}, ${service.name} != 'sshd', with ==, !=, in, and, or, not.",
      ),
    for_each: z
      .union(
        [text, z.array(z.union([z.string(), z.number(), z.boolean()])).min(1, 'must have an item')],
        mustBe('a reference such as ${services}, or a list'),
      )
      .optional()
      .describe(
        'For each of these: a collection such as ${services}, or a list. What it went through is what was there when the run began.',
      ),
    as: identifier
      .optional()
      .describe('What one of them is called: with as: service there is ${service.name}.'),
    concurrency: whole(1)
      .optional()
      .describe('How many at once, each lot verified before the next. Default: all at once.'),
    verify: verify.optional(),
    undo: undo.optional(),
    effect: z
      .enum(['read', 'reversible', 'irreversible'], mustBe('read, reversible or irreversible'))
      .optional()
      .describe(
        'What it does to the system. A command that only reads really runs in a dry run. Default: irreversible; an action knows its own.',
      ),
    ...common,
  },
  mustBe('a step: a record with id, name and what it does'),
)

export const parameterSchema = z.strictObject(
  {
    type: z.enum(parameterTypes, mustBe(parameterTypes.join(', '))),
    description: text.describe('For whoever sets it.'),
    default: z
      .union([z.string(), z.number(), z.boolean()], mustBe('text, a number, true or false'))
      .optional(),
    required: yesOrNo.optional().describe('It must be given; then it has no default.'),
    pattern: text.optional().describe('A regular expression that the whole of a string must match.'),
    values: z
      .array(word, mustBe('a list of words'))
      .min(1, 'must name a value')
      .optional()
      .describe('What an enum may be.'),
  },
  mustBe('a record with type and description'),
)

export const headSchema = z.strictObject({
  version: z.literal(1, mustBe('1')).describe('Of the language.'),
  name: identifier.describe('What svreset run calls it.'),
  title: text.describe('A heading.'),
  description: text.optional().describe('What it is for, and what it does to services.'),
  params: z
    .record(identifier, parameterSchema, mustBe('a record'))
    .optional()
    .describe('What --param sets, as ${params.NAME}.'),
  defaults: z
    .strictObject(common, mustBe('a record'))
    .optional()
    .describe('For every step that does not say it itself.'),
  steps: z.array(z.unknown(), mustBe('a list of steps')).min(1, 'must have a step'),
})

export const runbookSchema = headSchema.extend({
  steps: z.array(stepSchema).min(1).describe('In this order.'),
})

export type RunbookFile = z.infer<typeof runbookSchema>
export type StepFile = z.infer<typeof stepSchema>
export type ParameterFile = z.infer<typeof parameterSchema>
/** What says what is done: in a step, in its `verify`, in its `undo`. */
export type TaskFile = Pick<StepFile, 'run' | 'uses' | 'with' | 'script'>
