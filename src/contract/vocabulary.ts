import type { Action } from './action.js'
import type { RunContext } from './context.js'
import type { Value } from './value.js'

/** What `for_each` may go through: a pure view of the system as it was when the run began, and of what is to be cured. */
export interface Collection {
  readonly summary: string
  /** What each item has. */
  readonly fields: readonly string[]
  items(context: Pick<RunContext, 'initial' | 'repair'>): readonly { readonly [field: string]: Value }[]
}

/** What the words of a runbook mean: the registries that the language and the planner are given. */
export interface Vocabulary {
  readonly actions: ReadonlyMap<string, Action>
  /** What `for_each` may go through. */
  readonly collections: ReadonlyMap<string, Collection>
}
