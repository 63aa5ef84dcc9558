import { UserError } from '../../errors.js'
import { requireTrusted } from '../../system/trust.js'
import { quote } from '../../text/quote.js'

/** What to do with a plan saved at this path, and why apply would refuse it while there is still time to move it. */
export function howToApply(path: string, trustedUids: readonly number[]): string {
  const command = `svreset apply ${quote(path)} carries out exactly this plan, or refuses if the system has changed`
  const problem = whyRefused(path, trustedUids)
  return problem === null ? command : `${command}\nbut not from this path: ${problem}`
}

function whyRefused(path: string, trustedUids: readonly number[]): string | null {
  try {
    requireTrusted('plan', path, trustedUids)
    return null
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return `${error.reason}; save it in a directory that nobody else may write to`
  }
}
