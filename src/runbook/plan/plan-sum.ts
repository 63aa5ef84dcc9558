import type { Plan, PlannedStep } from '../../contract/plan.js'

/** What a plan comes to, for its last lines and for `--detailed-exitcode`. */
export interface PlanSum {
  readonly steps: number
  readonly withNothingToDo: number
  /** Carrying it out changes something, as far as is known. */
  readonly changesSomething: boolean
  /** The number, from 1, of the first step that nothing takes back; null: there is none. */
  readonly noWayBackFrom: number | null
  /** A step records the links, so svreset restore can put them back. */
  readonly canRestore: boolean
}

export function sumOf({ steps, resumes }: Plan): PlanSum {
  const noWayBack = steps.findIndex(step => step.effect === 'irreversible' && !hasNothingToDo(step))
  return {
    steps: steps.length,
    withNothingToDo: steps.filter(hasNothingToDo).length,
    changesSomething: steps.some(step => step.effect !== 'read' && !hasNothingToDo(step)),
    noWayBackFrom: noWayBack === -1 ? null : noWayBack + 1,
    canRestore:
      resumes !== null ||
      steps.some(({ operations }) => operations.some(({ kind }) => kind === 'write-manifest')),
  }
}

/** What depends on an earlier step may turn out to be something. */
export function hasNothingToDo({ operations, effect, ruledOut, fidelity }: PlannedStep): boolean {
  return ruledOut || (operations.length === 0 && effect !== 'read' && fidelity !== 'unknown')
}
