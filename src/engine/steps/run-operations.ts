import type { CommandOutcome } from '../../contract/command.js'
import type { Act } from '../../contract/operation.js'
import { carryOut, settle } from '../operations/carry-out.js'
import type { StepRun } from './step-run.js'

/** Written down, then done. Returns how the commands among them ended. */
export async function act(
  { rim, done, step }: Pick<StepRun, 'rim' | 'done' | 'step'>,
  acts: readonly Act[],
): Promise<readonly CommandOutcome[]> {
  const outcomes: CommandOutcome[] = []
  if (acts.length === 0) return outcomes
  rim.journal.write({ event: 'intent', step: step.id, acts: acts.map(withoutLinks) })
  try {
    for (const each of acts) {
      const outcome = await carryOut(each, rim.workshop)
      done.push(each)
      if (outcome !== undefined) outcomes.push(outcome)
    }
    return outcomes
  } finally {
    settle(acts, rim.workshop)
  }
}

/** The manifest holds them: once is enough. */
function withoutLinks(each: Act): Act {
  return each.act === 'record' ? { act: 'record', links: [] } : each
}
