import { posix } from 'node:path'
import type { CommandContext } from '../../contract/command-context.js'
import type { Break, Conversation, EarlierRun, ExpectedPlan } from '../../contract/options.js'
import type { Repair } from '../../contract/repair.js'
import type { Runbook } from '../../contract/runbook.js'
import { findRunbook, loadTrusted } from '../../engine/prepare/runbook-files.js'
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
  /** The digest of the runbook when the run began. null: any runbook will do. */
  readonly expectedDigest: string | null
  /** Continue although the runbook or the svscan directory was changed since. */
  readonly force: boolean
  readonly repair?: Repair
  readonly maxInterrupt?: number | undefined
}

/** Loads and carries out a runbook: one that comes with svreset, or a file. Imported late, because it loads all heavy parts. */
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
  const file = findRunbook(context.files, named)
  const runbook = loadTrusted(file, trusted)
  const { expected = null } = options
  if (expected !== null) requireSameRunbook(expected, runbook)
  if (expectedDigest !== null && !force && runbook.digest !== expectedDigest)
    throw editedSince(runbook, expectedDigest)
  const given = {
    ...options.param,
    ...(options.stopTimeout === undefined ? {} : { stop_timeout: options.stopTimeout }),
  }
  const parameters = takeParameters(runbook, given, earlier?.resume?.parameters ?? {})
  return startRun(
    runbook,
    {
      dryRun: options.dryRun ?? false,
      detailedExitCode: wantsDetailedExitCode(options),
      yes: options.yes ?? false,
      force,
      serviceDir: options.serviceDir,
      stateDir: options.stateDir,
      parameters,
      restartMethod: options.restartMethod,
      trustedUids: trusted,
      earlier,
      noKill: options.kill === false,
      repair: repair ?? null,
      maxInterrupt: maxInterrupt ?? null,
      out: outFile(options),
      expected,
      broken: brokenIn(options, context),
    },
    announced(runConversation(options, context), options),
    context,
  )
}

/** The starter waits until it hears which run continues in the background. */
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
      reason: `its sha256 was ${before}, and is now ${digest}`,
      next: 'svreset resume --force continues with the runbook as it is now; svreset restore puts the links back',
    },
  )
}

/** Comes before the check of the parameters: another runbook has other parameters. */
function requireSameRunbook({ file, plan }: ExpectedPlan, { name, digest }: Runbook): void {
  if (plan.runbook.digest === digest) return
  const what = `the sha256 of runbook ${name} was ${plan.runbook.digest}, and is now ${digest}`
  throw refuseChangedPlan(file, [what])
}

/** Nobody breaks a run but in a copy. */
function brokenIn({ break: broken }: ActingOptions, { environment }: CommandContext): Break | undefined {
  if (broken === undefined || environment.SVRESET_DRILL === 'rehearsal') return broken
  throw new UserError(ExitCode.usage, 'unable to use --break here', {
    reason: 'it breaks a run on purpose, in the copy of a system',
    next: `svreset rehearse --${broken.how} ${broken.step}`,
  })
}

/** `--detailed-exitcode`. A real run has other codes. */
export function wantsDetailedExitCode({ detailedExitcode, dryRun }: ActingOptions): boolean {
  if (detailedExitcode === undefined || dryRun) return detailedExitcode ?? false
  throw new UserError(ExitCode.usage, 'unable to use --detailed-exitcode without --dry-run', {
    reason: 'it tells whether a dry run has found something to do',
    next: 'add --dry-run',
  })
}

function outFile({ out, dryRun }: ActingOptions): string | null {
  if (out === undefined) return null
  if (dryRun) return posix.resolve(out)
  throw new UserError(ExitCode.usage, `unable to save plan ${out} without --dry-run`, {
    reason: 'svreset either saves a plan or carries it out',
    next: 'add --dry-run; then svreset apply carries out the plan',
  })
}
