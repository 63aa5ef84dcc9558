import type { Condition } from './condition.js'
import type { Value } from './value.js'

/** A runbook as the rest of svreset uses it: checked, with every default filled in. */
export interface Runbook {
  readonly name: string
  readonly title: string
  readonly description: string
  /** Who keeps the svscan directories that it is for. */
  readonly family: Ground
  /** Its source: the name of a runbook that comes with svreset, or the path of a file. */
  readonly file: string
  /** sha256 of the file's bytes, in hexadecimal. */
  readonly digest: string
  readonly parameters: Readonly<Record<string, Parameter>>
  readonly steps: readonly Step[]
}

/** Families whose ground a runbook can be for; daemontools-encore is daemontools here. */
export const grounds = ['daemontools', 'runit', 's6'] as const
export type Ground = (typeof grounds)[number]

export const parameterTypes = ['string', 'integer', 'boolean', 'duration', 'path', 'enum', 'list'] as const

export interface Parameter {
  readonly type: (typeof parameterTypes)[number]
  /** null: required. */
  readonly default: string | number | boolean | readonly string[] | null
  readonly description: string
  /** A pattern that the whole value must match; null: any value. */
  readonly pattern: string | null
  /** The values of an enum. */
  readonly values: readonly string[]
}

export type Effect = 'read' | 'reversible' | 'irreversible'

export type OnFailure = 'ask' | 'stop' | 'continue' | 'undo'

/** The journal's name for an undo of the whole run. No step may have this id. */
export const undoStepId = 'undo'
export const undoStepName = 'Undo what was done'

export interface Step {
  readonly id: string
  readonly name: string
  readonly description: string
  /** null: the effect of its action; commands are irreversible. */
  readonly effect: Effect | null
  readonly task: Task
  /** The working directory of its commands; null: /. May hold references, like all texts below. */
  readonly cwd: string | null
  /** Variables for its commands, in addition to what every child gets. */
  readonly env: Readonly<Record<string, string>>
  /** null: always. With `forEach` it is evaluated for each item. */
  readonly when: Condition | null
  readonly forEach: ForEach | null
  /** null: svreset asks, unless the step only reads. A text is asked always, whatever the effect. */
  readonly confirm: boolean | 'always' | { readonly message: string } | null
  readonly allowSkip: boolean
  /** For one attempt: a duration, or a reference to one. null: the default of its action; 60 s for a command. */
  readonly timeout: string | null
  readonly retry: Retry
  readonly verify: Verify | null
  /** What undoes the step, in addition to what svreset undoes by itself. */
  readonly undo: Task | null
  readonly onFailure: OnFailure
  /** Exit codes other than 0 are no failure: `verify` decides whether the commands worked, or a later step uses the code. */
  readonly anyExitCode: boolean
  /** Ids of the steps whose results it uses. */
  readonly asks: readonly string[]
  /** `FILE:LINE` of its keys; empty for a step that no file has. */
  readonly places: Readonly<Record<string, string>>
}

export type Task =
  | { readonly kind: 'run'; readonly argv: readonly string[] }
  /** Text for sh. `values`: the environment variables that it names, and the references for their values. */
  | { readonly kind: 'script'; readonly text: string; readonly values: Readonly<Record<string, string>> }
  | { readonly kind: 'uses'; readonly action: string; readonly with: Readonly<Record<string, Value>> }

export interface ForEach {
  /** The name of a collection, or the items themselves. */
  readonly of: string | readonly Value[]
  readonly as: string
  /** How many items at once; each batch is verified before the next one. null: all. */
  readonly concurrency: number | null
}

export interface Retry {
  /** The number of attempts in all; 1: no retry. */
  readonly attempts: number
  /** The time between two attempts. */
  readonly delay: string
  /** No attempt starts later than this after the first one; null: no limit. */
  readonly total: string | null
}

export interface Verify {
  /** Repeated until the command exits with 0, or until the action waits for nothing more. */
  readonly task: Task
  /** The time between two looks, for commands only: an action has its own. */
  readonly interval: string
  readonly deadline: string | null
}

/** A step with every default filled in. */
export function stepOf(written: Pick<Step, 'id' | 'name' | 'task'> & Partial<Step>): Step {
  return {
    description: '',
    effect: null,
    cwd: null,
    env: {},
    when: null,
    forEach: null,
    confirm: null,
    allowSkip: false,
    timeout: null,
    retry: { attempts: 1, delay: '1s', total: null },
    verify: null,
    undo: null,
    onFailure: 'ask',
    anyExitCode: false,
    asks: [],
    places: {},
    ...written,
  }
}
