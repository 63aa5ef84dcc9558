import { UserError } from '../../errors.js'
import { requireTrusted } from '../../system/trust.js'
import { quote } from '../../text/quote.js'

/** What to do with a plan that was saved there; and why that would be refused, while there is still time to move it. */
export function howToApply(path: string, trustedUids: readonly number[]): string {
  const command = `svreset apply ${quote(path)} carries out exactly this plan, or refuses where the system has changed`
  const problem = whyRefused(path, trustedUids)
  return problem === null ? command : `${command}\nbut not from there: ${problem}`
}

function whyRefused(path: string, trustedUids: readonly number[]): string | null {
  try {
    requireTrusted('plan', path, trustedUids)
    return null
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return `${error.reason}; save it below a directory that nobody else may write to`
  }
}
