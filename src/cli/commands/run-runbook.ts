import { posix } from 'node:path'
import type { CommandContext } from '../../contract/command-context.js'
import type { Conversation, EarlierRun, ExpectedPlan } from '../../contract/options.js'
import type { Repair } from '../../contract/repair.js'
import type { Runbook } from '../../contract/runbook.js'
import { findRunbook, loadTrusted } from '../../engine/runbook-files.js'
import { refuseChangedPlan } from '../../engine/saved-plan/plan-changes.js'
import { startRun } from '../../engine/start-run.js'
import { ExitCode, UserError } from '../../errors.js'
import { takeParameters } from '../../runbook/language/parameters.js'
import { trustedUids } from '../../system/trusted-uids.js'
import { runConversation } from '../conversation.js'
import { keepHeapSmall } from '../v8-flags.js'
import type { ActingOptions } from './acting-options.js'
import { reportToStarter } from './detach.js'

export interface Taken {
  readonly earlier: EarlierRun | null
  /** What the runbook was when the run began; null: whatever it is now. */
  readonly expectedDigest: string | null
  /** Goes on although the runbook, or the service directory, was changed since. */
  readonly force: boolean
  readonly repair?: Repair
  readonly maxInterrupt?: number | undefined
}

/** Loads and carries out a runbook: one that comes with svreset, or a file. Imported late: all heavy parts hang on it. */
export async function runRunbook(
  named: string,
  options: ActingOptions,
  context: CommandContext,
  { earlier, expectedDigest, force, repair, maxInterrupt }: Taken = {
    earlier: null,
    expectedDigest: null,
    force: false,
  },
): Promise<number> {
  keepHeapSmall()
  const trusted = trustedUids(options.trustOwner)
  const file = findRunbook(context.packageRoot, named)
  const runbook = loadTrusted(file, trusted)
  const { expected = null } = options
  if (expected !== null) requireSameRunbook(expected, runbook)
  if (expectedDigest !== null && !force && runbook.digest !== expectedDigest)
    throw editedSince(runbook, expectedDigest)
  const given = {
    ...options.param,
    ...(options.stopTimeout === undefined ? {} : { stop_timeout: options.stopTimeout }),
  }
  const parameters = earlier?.resume?.parameters ?? takeParameters(runbook, given)
  return startRun(
    runbook,
    {
      dryRun: options.dryRun ?? false,
      yes: options.yes ?? false,
      force,
      serviceDir: options.serviceDir,
      stateDir: options.stateDir,
      parameters,
      restartMethod: options.restartMethod,
      trustedUids: trusted,
      earlier,
      repair: repair ?? null,
      maxInterrupt: maxInterrupt ?? null,
      out: outFile(options),
      expected,
    },
    announced(runConversation(options, context), options),
    context,
  )
}

/** The one that was typed waits until it hears which run carries on. */
function announced(conversation: Conversation, { detached }: ActingOptions): Conversation {
  if (detached === undefined) return conversation
  return {
    ...conversation,
    show(event, context) {
      conversation.show(event, context)
      if (event.event === 'run-started') reportToStarter({ run: event.run })
    },
  }
}

function editedSince({ name, digest }: Runbook, before: string): UserError {
  return new UserError(
    ExitCode.refused,
    `unable to resume: the runbook ${name} was edited since the run began`,
    {
      reason: `its sha256 was ${before}, and is ${digest} now`,
      next: 'svreset resume --force goes on by the runbook as it is now; svreset restore puts the links back',
    },
  )
}

/** Before its parameters are looked at: those of another runbook are others. */
function requireSameRunbook({ file, plan }: ExpectedPlan, { name, digest }: Runbook): void {
  if (plan.runbook.digest === digest) return
  const what = `the sha256 of runbook ${name} was ${plan.runbook.digest}, and is ${digest} now`
  throw refuseChangedPlan(file, [what])
}

function outFile({ out, dryRun }: ActingOptions): string | null {
  if (out === undefined) return null
  if (dryRun) return posix.resolve(out)
  throw new UserError(ExitCode.usage, `unable to save plan ${out} without --dry-run`, {
    reason: 'what is saved is not carried out, and what is carried out is not saved',
    next: 'add --dry-run; svreset apply carries the plan out afterwards',
  })
}
