import { Interrupted, type Questions } from '../../contract/questions.js'
import { assentAfterHangup } from '../auto-confirm.js'
import type { StepRun } from './step-run.js'
import { linksWent } from './undo.js'

/**
 * Asks whoever decides. A terminal that goes away while links are out must not leave them out: from then on
 * nobody is asked, and the run goes on to its end as with `--yes`.
 */
export async function ask<T>(
  { rim, done }: StepRun,
  question: (questions: Questions) => Promise<T>,
): Promise<T> {
  try {
    return await question(rim.hungUp() ? assentAfterHangup : rim.questions)
  } catch (error) {
    if (!(error instanceof Interrupted && error.signal === 'SIGHUP' && linksWent(done))) throw error
    return question(assentAfterHangup)
  }
}
