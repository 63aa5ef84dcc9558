import type { RunContext } from '../../contract/context.js'
import type { Plan } from '../../contract/plan.js'
import type { Runbook, Step, Task } from '../../contract/runbook.js'
import type { Vocabulary } from '../../contract/vocabulary.js'
import { NotYetKnown, resolveText } from '../language/references.js'
import { factsOf } from '../operations/table.js'
import { itemsOf } from './items.js'
import { guarded, placeOf, type StepKey } from './wrong-step.js'

export interface NeededProgram {
  readonly name: string
  /** Where it would be run: a relative name is looked for there. */
  readonly cwd: string
  /** `FILE:LINE: `, or empty. */
  readonly place: string
}

/** Every program that `run`, `verify` and `undo` name, as far as it is known before the first step that it is run. */
export function programsOf(runbook: Runbook, context: RunContext, vocabulary: Vocabulary): NeededProgram[] {
  return runbook.steps.flatMap(step =>
    itemsOf(step, context, vocabulary)
      .filter(({ wanted }) => wanted === true)
      .flatMap(({ scope }) =>
        tasksOf(step).flatMap(([key, task]) => {
          try {
            const text = (value: string) => guarded(step, key, () => resolveText(value, scope))
            const name = text(task.argv[0] ?? '')
            return [{ name, cwd: step.cwd === null ? '/' : text(step.cwd), place: placeOf(step, key) }]
          } catch (error) {
            // Only the run itself will tell.
            if (error instanceof NotYetKnown) return []
            throw error
          }
        }),
      ),
  )
}

type Run = Extract<Task, { kind: 'run' }>

function tasksOf({ task, verify, undo }: Step): readonly (readonly [StepKey, Run])[] {
  const all: readonly (readonly [StepKey, Task | null])[] = [
    ['run', task],
    ['verify', verify?.task ?? null],
    ['undo', undo],
  ]
  return all.flatMap(([key, each]) => (each?.kind === 'run' ? [[key, each] as const] : []))
}

/** What svreset's own actions, and scripts, run: known of the steps whose acts are. */
export function programsPlanned({ steps, restarts }: Plan): NeededProgram[] {
  const commands = steps
    .filter(({ dependsOn }) => dependsOn === null)
    .flatMap(({ operations }) => operations)
    .flatMap(each => (each.kind === 'undo-by' ? each.operations : [each]))
    .flatMap(each => factsOf(each).command?.(each) ?? [])
    .map(({ argv, cwd }) => ({ name: argv[0] ?? '', cwd }))
  const own = restarts ? ['svc', 'svscan', 'supervise'].map(name => ({ name, cwd: '/' })) : []
  return [...own, ...commands].map(each => ({ ...each, place: '' }))
}
