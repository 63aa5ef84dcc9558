import { Interrupted, type Questions } from '../../contract/questions.js'
import { autoConfirmAfterHangup } from '../session/auto-confirm.js'
import type { StepRun } from './step-run.js'
import { linksWent } from './undo.js'

/**
 * Asks the operator. If the terminal goes away while links are removed, they must not stay removed: from then on the run
 * asks nobody and continues to its end as with `--yes`.
 */
export async function ask<T>(
  { runEnvironment, done }: StepRun,
  question: (questions: Questions) => Promise<T>,
): Promise<T> {
  const asked = performance.now()
  try {
    return await question(runEnvironment.hungUp() ? autoConfirmAfterHangup : runEnvironment.questions)
  } catch (error) {
    if (!(error instanceof Interrupted && error.signal === 'SIGHUP' && linksWent(done))) throw error
    return question(autoConfirmAfterHangup)
  } finally {
    runEnvironment.thinking.spent += performance.now() - asked
  }
}
