import { Interrupted, type Questions } from '../../contract/questions.js'
import { autoConfirmAfterHangup } from '../auto-confirm.js'
import type { StepRun } from './step-run.js'
import { linksWent } from './undo.js'

/**
 * Asks whoever decides. A terminal that goes away while links are out must not leave them out: from then on
 * nobody is asked, and the run goes on to its end as with `--yes`.
 */
export async function ask<T>(
  { runEnvironment, done }: StepRun,
  question: (questions: Questions) => Promise<T>,
): Promise<T> {
  try {
    return await question(runEnvironment.hungUp() ? autoConfirmAfterHangup : runEnvironment.questions)
  } catch (error) {
    if (!(error instanceof Interrupted && error.signal === 'SIGHUP' && linksWent(done))) throw error
    return question(autoConfirmAfterHangup)
  }
}
