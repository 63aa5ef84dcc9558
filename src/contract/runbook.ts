import type { Condition } from './condition.js'
import type { Value } from './value.js'

/** A runbook as the rest of svreset sees it: checked, with every default filled in. */
export interface Runbook {
  readonly name: string
  readonly title: string
  readonly description: string
  /** Where it is from: a name of those that come with svreset, or the path of a file. */
  readonly file: string
  /** sha256 of the file's bytes, in hexadecimal. */
  readonly digest: string
  readonly parameters: Readonly<Record<string, Parameter>>
  readonly steps: readonly Step[]
}

export const parameterTypes = ['string', 'integer', 'boolean', 'duration', 'path', 'enum'] as const

export interface Parameter {
  readonly type: (typeof parameterTypes)[number]
  /** null: it must be given. */
  readonly default: string | number | boolean | null
  readonly description: string
  /** What the whole value must match; null: anything. */
  readonly pattern: string | null
  /** Of an enum. */
  readonly values: readonly string[]
}

export type Effect = 'read' | 'reversible' | 'irreversible'

export type OnFailure = 'ask' | 'stop' | 'continue' | 'undo'

/** What the journal calls an undo of the whole run: no step may have this id. */
export const undoStepId = 'undo'

export interface Step {
  readonly id: string
  readonly name: string
  readonly description: string
  /** null: what its action says; commands are irreversible. */
  readonly effect: Effect | null
  readonly task: Task
  /** Where commands run; null: /. May hold references, as all texts below. */
  readonly cwd: string | null
  /** For its commands, beside what every child gets. */
  readonly env: Readonly<Record<string, string>>
  /** null: always. With `forEach` it is asked for each item. */
  readonly when: Condition | null
  readonly forEach: ForEach | null
  /** null: asked, unless the step only reads; a text is asked for, whatever the effect. */
  readonly confirm: boolean | 'always' | { readonly message: string } | null
  readonly allowSkip: boolean
  /** For one attempt: a duration, or a reference to one. null: what the action says; 60 s for a command. */
  readonly timeout: string | null
  readonly retry: Retry
  readonly verify: Verify | null
  /** What takes it back, beside what svreset takes back by itself. */
  readonly undo: Task | null
  readonly onFailure: OnFailure
  /** The commands may exit with another code than 0: `verify` tells whether they worked, or a later step asks for the code. */
  readonly anyExitCode: boolean
  /** Ids of the steps whose results it refers to. */
  readonly asks: readonly string[]
}

export type Task =
  | { readonly kind: 'run'; readonly argv: readonly string[] }
  /** Text for sh. `values` are the environment variables that it names, and the references that they stand for. */
  | { readonly kind: 'script'; readonly text: string; readonly values: Readonly<Record<string, string>> }
  | { readonly kind: 'uses'; readonly action: string; readonly with: Readonly<Record<string, Value>> }

export interface ForEach {
  /** The name of a collection, or the items themselves. */
  readonly of: string | readonly Value[]
  readonly as: string
  /** How many items are worked on at once, each lot verified before the next; null: all. */
  readonly concurrency: number | null
}

export interface Retry {
  /** All in all; 1: no second one. */
  readonly attempts: number
  /** Between two attempts. */
  readonly delay: string
  /** No attempt begins later than this after the first; null: no limit. */
  readonly total: string | null
}

export interface Verify {
  /** Repeated until it exits with 0, or until the action has nobody left to wait for. */
  readonly task: Task
  /** Between two looks; for commands only: an action watches by itself. */
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
    ...written,
  }
}
