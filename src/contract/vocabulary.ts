import type { Action } from './action.js'
import type { RunContext } from './context.js'
import type { Value } from './value.js'

/** What `for_each` may go through: a pure view of the system when the run began, and of the items to cure. */
export interface Collection {
  readonly summary: string
  /** The fields of each item. */
  readonly fields: readonly string[]
  items(context: Pick<RunContext, 'initial' | 'repair'>): readonly { readonly [field: string]: Value }[]
}

/** The meaning of the words of a runbook: the registries for the language and the planner. */
export interface Vocabulary {
  readonly actions: ReadonlyMap<string, Action>
  /** The collections for `for_each`. */
  readonly collections: ReadonlyMap<string, Collection>
}
