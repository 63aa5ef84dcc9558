import { runConversation } from '../output/run-conversation.js'
import { shippedRunbook } from '../run/shipped-runbooks.js'
import { type Subject, startRun } from '../run/start-run.js'
import { trustedUids } from '../run/trusted-uids.js'
import { checkParameters } from '../runbook/parameters.js'
import { keepHeapSmall } from '../small-heap.js'
import type { ActingOptions } from './acting-options.js'
import type { CommandContext } from './context.js'

/** Loads and carries out a runbook that comes with svreset. Imported late: all heavy parts hang on it. */
export async function runShipped(
  name: string,
  options: ActingOptions,
  context: CommandContext,
  subject: Subject | null = null,
): Promise<number> {
  keepHeapSmall()
  const runbook = shippedRunbook(context.packageRoot, name)
  const parameters = {
    ...options.param,
    ...(options.stopTimeout === undefined ? {} : { stop_timeout: options.stopTimeout }),
  }
  checkParameters(runbook, parameters)
  return startRun(
    runbook,
    {
      dryRun: options.dryRun ?? false,
      yes: options.yes ?? false,
      serviceDir: options.serviceDir,
      stateDir: options.stateDir,
      parameters,
      restartMethod: options.restartMethod,
      trustedUids: trustedUids(options.trustOwner),
      subject,
    },
    runConversation(options, context),
    context,
  )
}
