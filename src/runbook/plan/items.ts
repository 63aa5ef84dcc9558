import type { RunContext } from '../../contract/context.js'
import type { Step } from '../../contract/runbook.js'
import type { Value } from '../../contract/value.js'
import type { Vocabulary } from '../../contract/vocabulary.js'
import { ExitCode, UserError } from '../../errors.js'
import { holds, WrongCondition } from '../language/condition.js'
import { NotYetKnown, type Scope, UnknownReference } from '../language/references.js'

/** One item of the step's for_each, or the step as a whole. */
export interface Item {
  readonly scope: Scope
  /** The value of its `when`. unknown: it uses the result of a step that has not run yet. */
  readonly wanted: boolean | 'unknown'
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
  return scopes(step, base, context, vocabulary).map(scope => ({ scope, wanted: isWanted(step, scope) }))
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

function baseScope({ parameters, initial, results }: RunContext): Scope {
  return {
    params: parameters,
    system: { service_directory: initial.svscanDirectory.path, host: initial.host },
    steps: Object.fromEntries(
      [...results].map(([id, { exitCode, output }]) => [id, { exit_code: exitCode, output }]),
    ),
  }
}

function isWanted(step: Step, scope: Scope): Item['wanted'] {
  if (step.when === null) return true
  try {
    return holds(step.when, scope)
  } catch (error) {
    if (error instanceof NotYetKnown) return 'unknown'
    if (error instanceof WrongCondition || error instanceof UnknownReference)
      throw wrongStep(step.id, error.message)
    throw error
  }
}

/** A mistake that only the values show: the loader finds all others. */
export function wrongStep(id: string, reason: string): UserError {
  return new UserError(ExitCode.usage, `unable to plan step '${id}' of the runbook`, {
    reason,
    next: 'correct the runbook or the parameters',
  })
}
