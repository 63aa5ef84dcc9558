import type { RunContext } from '../../contract/context.js'
import type { Step } from '../../contract/runbook.js'
import type { Value } from '../../contract/value.js'
import type { Vocabulary } from '../../contract/vocabulary.js'
import { ExitCode, UserError } from '../../errors.js'
import { holds, WrongCondition } from '../language/condition.js'
import { NotYetKnown, type Scope, UnknownReference } from '../language/references.js'

/** What a step is done for: one of the items of its for_each, or the step as a whole. */
export interface Item {
  readonly scope: Scope
  /** What its `when` says; unknown: a step that it asks for has not run yet. */
  readonly wanted: boolean | 'unknown'
}

/** What a step is done for, in lots that are worked on at once; those that its `when` rules out are left out. */
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

/** What only the values show: the loader lets no other mistake through. */
export function wrongStep(id: string, reason: string): UserError {
  return new UserError(ExitCode.usage, `unable to plan step '${id}' of the runbook`, {
    reason,
    next: 'correct the runbook, or the parameters',
  })
}
