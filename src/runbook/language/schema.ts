import { z } from 'zod'
import { grounds, parameterTypes } from '../../contract/runbook.js'
import { mustBe } from '../../contract/schemas/parts.js'

/**
 * The runbook language: what a file may hold. It is the one source of the validator, the JSON Schema, the manual
 * and the error messages. Unknown keys are errors. Rules about several keys at once are in check.ts.
 */
const identifier = z
  .string(mustBe('a word'))
  .regex(/^[a-z][a-z0-9_-]*$/, 'must be a lower-case word (letters, digits, - and _)')
const text = z
  .string(mustBe('text'))
  .trim()
  .min(1, 'must not be empty')
  .refine(hasNoNul, 'must not contain NUL')
const word = z
  .string({
    error: ({ input }) =>
      typeof input === 'number' || typeof input === 'boolean'
        ? `must be text: put it in quotes ('${input}')`
        : 'must be text',
  })
  .refine(hasNoNul, 'must not contain NUL')
const duration = z.string(
  mustBe('a duration with a unit, such as 30s, or a reference such as ${params.stop_timeout}'),
)
const yesOrNo = z.boolean(mustBe('true or false'))
const whole = (least: number) => z.int(mustBe('a whole number')).min(least, `must be at least ${least}`)
const value = z.json()

/** No program takes one in an argument, and no file name has one. */
function hasNoNul(text: string): boolean {
  return !text.includes('\0')
}

const argv = z
  .array(word, mustBe('an argv array, such as [svc, -dx, .]; no shell reads it'))
  .min(1, 'must name a program')
  .describe('A program and its arguments, as an array. No shell reads them.')
const uses = text.describe("One of svreset's own actions; svreset runbook actions lists them.")
const given = z
  .record(z.string(), value, mustBe('a record'))
  .describe('The inputs of the action. A value that is one reference keeps its type.')
const script = text.describe(
  'Text for sh -eu. It gets values only through environment variables: ${service.directory} is $SERVICE_DIRECTORY.',
)

/** A step has exactly one of these; so do `verify` and `undo`. */
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
      attempts: whole(1).describe('The number of attempts in all.'),
      delay: duration.optional().describe('The time between two attempts. Default: 1s.'),
      total: duration.optional().describe('No attempt starts later than this after the first one.'),
    },
    mustBe('a record with attempts'),
  )
  .describe('How often to try again, on a fresh look, before the step fails.')

const verify = z
  .strictObject(
    {
      ...task,
      interval: duration
        .optional()
        .describe('The time between two looks. Default: 1s. For commands only: an action has its own.'),
      deadline: duration
        .optional()
        .describe(
          'The time after which the step has failed. Default: that of the action; 30s for a command.',
        ),
    },
    mustBe('a record'),
  )
  .describe('How to verify the step: an action, or a command that is repeated until it exits with 0.')

const undo = z
  .strictObject(task, mustBe('a record'))
  .describe('How to undo the step, in addition to what svreset undoes by itself.')

/** Keys that `defaults` may set for all steps. */
const common = {
  env: z
    .record(
      z.string().regex(/^[A-Za-z_]\w*$/, 'must be the name of an environment variable'),
      word,
      mustBe('a record'),
    )
    .optional()
    .describe('Environment variables for its commands, in addition to PATH and LC_ALL.'),
  confirm: z
    .union([yesOrNo, z.literal('always'), text], mustBe('true, false, always, or the text of the question'))
    .optional()
    .describe(
      'Whether svreset asks first: true, false, always (even with --yes), or the text of the question. Default: true, unless the step only reads.',
    ),
  timeout: duration
    .optional()
    .describe('The limit for one attempt. Default: that of the action; 60s for a command.'),
  retry: retry.optional(),
  on_failure: z
    .enum(['ask', 'stop', 'continue', 'undo'], mustBe('ask, stop, continue or undo'))
    .optional()
    .describe(
      'What to do if the step fails: ask (with --yes: stop), stop, continue with the next step, or undo everything and stop. Default: ask.',
    ),
  allow_skip: yesOrNo.optional().describe('Whether the operator may skip the step. Default: false.'),
}

export const stepSchema = z.strictObject(
  {
    id: identifier.describe('The name of the step in the journal and in ${steps.ID.output}.'),
    name: text.describe('What the step does, in a few words.'),
    description: text.optional().describe('Why, and what to watch out for.'),
    ...task,
    cwd: text.optional().describe('The directory in which its commands run. Default: /.'),
    when: z
      .union([text, yesOrNo], mustBe('a condition'))
      .optional()
      .describe(
        "Run the step only if this holds: ${params.force}, ${service.name} != 'sshd', with ==, !=, in, and, or, not.",
      ),
    for_each: z
      .union(
        [text, z.array(z.union([z.string(), z.number(), z.boolean()])).min(1, 'must have at least one item')],
        mustBe('a reference such as ${services}, or a list'),
      )
      .optional()
      .describe(
        'The items of the step: a collection such as ${services}, or a list. A collection holds what existed when the run began.',
      ),
    as: identifier
      .optional()
      .describe('The name of one item: with as: service, ${service.name} is its name.'),
    concurrency: whole(1)
      .optional()
      .describe('How many items at once; each batch is verified before the next one. Default: all at once.'),
    verify: verify.optional(),
    undo: undo.optional(),
    effect: z
      .enum(['read', 'reversible', 'irreversible'], mustBe('read, reversible or irreversible'))
      .optional()
      .describe(
        'What the step does to the system. A command with the effect read also runs in a dry run. Default: irreversible; for an action its own.',
      ),
    ...common,
  },
  mustBe('a step: a record with id, name, and run, uses or script'),
)

export const parameterSchema = z.strictObject(
  {
    type: z.enum(parameterTypes, mustBe(parameterTypes.join(', '))),
    description: text.describe('The meaning of the parameter, for the person who sets it.'),
    default: z
      .union(
        [z.string(), z.number(), z.boolean(), z.array(z.string())],
        mustBe('text, a number, true, false or a list of texts'),
      )
      .optional(),
    required: yesOrNo.optional().describe('The parameter must be set. Then it has no default.'),
    pattern: text.optional().describe('A regular expression that the whole value must match.'),
    values: z
      .array(word, mustBe('a list of words'))
      .min(1, 'must have at least one value')
      .optional()
      .describe('The values of an enum.'),
  },
  mustBe('a record with type and description'),
)

export const headSchema = z.strictObject({
  version: z.literal(1, mustBe('1')).describe('The version of the language.'),
  name: identifier.describe('The name of the runbook.'),
  title: text.describe('The heading of the runbook.'),
  description: text.optional().describe('The purpose of the runbook, and what it does to services.'),
  family: z
    .enum(grounds, mustBe(grounds.join(', ')))
    .optional()
    .describe(
      'Whose svscan directory the runbook works on. svreset refuses to run it on a directory that another family keeps. Default: daemontools, which is encore too.',
    ),
  params: z
    .record(identifier, parameterSchema, mustBe('a record'))
    .optional()
    .describe('The parameters: --param sets them, and ${params.NAME} is the value of one.'),
  defaults: z
    .strictObject(common, mustBe('a record'))
    .optional()
    .describe('Values for every step that does not set its own.'),
  steps: z.array(z.unknown(), mustBe('a list of steps')).min(1, 'must have at least one step'),
})

export const runbookSchema = headSchema.extend({
  steps: z.array(stepSchema).min(1).describe('The steps, in their order.'),
})

export type RunbookFile = z.infer<typeof runbookSchema>
export type StepFile = z.infer<typeof stepSchema>
export type ParameterFile = z.infer<typeof parameterSchema>
/** The keys that say what to do, in a step, in its `verify` and in its `undo`. */
export type TaskFile = Pick<StepFile, 'run' | 'uses' | 'with' | 'script'>
