import type { Check } from '../../runbook/plan/checks.js'
import { runOperations } from './run-operations.js'
import type { StepRun } from './step-run.js'
import type { WaitEnd } from './wait.js'

/** Milliseconds until the first closer look at who is still waited for; each further one comes twice as late. */
const firstLook = 300
const rarestLook = 5_000

/** Waits like `wait`, and meanwhile frees whoever would wait for ever, each once. */
export async function waitAndNudge(
  check: Extract<Check, { kind: 'watch' }>,
  run: StepRun,
  wait: (deadline: number) => Promise<WaitEnd>,
): Promise<WaitEnd> {
  const { action, inputs, deadline } = check
  if (action.nudge === undefined) return wait(deadline)
  const started = performance.now()
  const nudged = new Set<string>()
  for (let pause = firstLook; ; pause = Math.min(2 * pause, rarestLook)) {
    const left = deadline - (performance.now() - started)
    const end = await wait(Math.min(pause, left))
    if (end.pending.length === 0 || left <= pause) return end
    const system = run.runEnvironment.observe({ closely: true })
    const operations = inputs
      .flatMap(each => action.nudge?.(system, run.input.context, each) ?? [])
      .filter(operation => !nudged.has(JSON.stringify(operation)))
    for (const operation of operations) nudged.add(JSON.stringify(operation))
    if (operations.length > 0) await runOperations(run, operations)
  }
}
