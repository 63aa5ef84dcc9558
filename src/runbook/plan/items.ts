import type { RunContext } from '../../contract/context.js'
import type { Step } from '../../contract/runbook.js'
import type { Value } from '../../contract/value.js'
import type { Vocabulary } from '../../contract/vocabulary.js'
import type { System } from '../../system/system.js'
import { holds, WrongCondition } from '../language/condition.js'
import { NotYetKnown, type Scope, UnknownReference } from '../language/references.js'
import { wrongStep } from './wrong-step.js'

/** One item of the step's for_each, or the step as a whole. */
export interface Item {
  readonly scope: Scope
  /** The value of its `when`. null: it uses a result that is not known. */
  readonly wanted: boolean | null
  /** The step with that result. */
  readonly dependsOn: string | null
}

/** The items of a step in batches, without those that its `when` excludes. The items of a batch are worked on at once. */
export function batchesOf(
  step: Step,
  context: RunContext,
  vocabulary: Vocabulary,
): readonly (readonly Item[])[] {
  const items = itemsOf(step, context, vocabulary).filter(({ wanted }) => wanted !== false)
  const size = step.forEach?.concurrency ?? items.length
  return Array.from({ length: size === 0 ? 0 : Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  )
}

export function itemsOf(step: Step, context: RunContext, vocabulary: Vocabulary): readonly Item[] {
  const base = baseScope(context)
  return scopes(step, base, context, vocabulary).map(scope => ({ scope, ...isWanted(step, scope) }))
}

function scopes(
  { forEach }: Step,
  base: Scope,
  context: RunContext,
  { collections }: Vocabulary,
): readonly Scope[] {
  if (forEach === null) return [base]
  const { of, as } = forEach
  const values: readonly Value[] = typeof of === 'string' ? (collections.get(of)?.items(context) ?? []) : of
  return values.map(value => ({ ...base, [as]: value }))
}

/** What can be referred to before any step has run. */
export function scopeAtStart(initial: System, parameters: RunContext['parameters']): Scope {
  return {
    params: parameters,
    system: { service_directory: initial.svscanDirectory.path, host: initial.host },
  }
}

function baseScope({ parameters, initial, results }: RunContext): Scope {
  return {
    ...scopeAtStart(initial, parameters),
    steps: Object.fromEntries(
      [...results].map(([id, { exitCode, output }]) => [
        id,
        { exit_code: exitCode, ...(output === undefined ? {} : { output }) },
      ]),
    ),
  }
}

function isWanted(step: Step, scope: Scope): Pick<Item, 'wanted' | 'dependsOn'> {
  if (step.when === null) return { wanted: true, dependsOn: null }
  try {
    return { wanted: holds(step.when, scope), dependsOn: null }
  } catch (error) {
    if (error instanceof NotYetKnown) return { wanted: null, dependsOn: error.step }
    if (error instanceof WrongCondition || error instanceof UnknownReference)
      throw wrongStep(step, 'when', error.message)
    throw error
  }
}
