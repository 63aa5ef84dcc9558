import type { CommandContext } from '../../contract/command-context.js'
import type { PruneJson } from '../../contract/schemas/runs.js'
import { ExitCode, hasErrorCode, systemErrorReason, UserError } from '../../errors.js'
import { type JudgedRun, judgeRuns, removeRuns } from '../../journal/prune-runs.js'
import { stateDirectory } from '../../journal/state-directory.js'
import { UnguardedLink } from '../../system/guarded-directory.js'
import { requireTrustedState } from '../../system/trust.js'
import { trustedUids } from '../../system/trusted-uids.js'
import { parseDuration } from '../../text/duration.js'
import { toJson } from '../../text/json.js'
import { count } from '../../text/list.js'
import { textOf } from '../../text/terminal-text.js'
import { readSettings } from '../settings/read-settings.js'

export interface PruneOptions {
  readonly keep?: string
  readonly dryRun?: true
  readonly json?: true
  readonly stateDir?: string
  readonly trustOwner?: string
}

/** `svreset runs prune`: removes runs that are closed and old. */
export async function pruneRuns(
  options: PruneOptions,
  { say, stdout, environment }: Pick<CommandContext, 'say' | 'stdout' | 'environment'>,
): Promise<void> {
  const keep = options.keep ?? (await readSettings()).keep_runs
  const age = parseDuration(keep ?? '')
  if (keep === undefined || age === null) throw noAge(keep)
  const stateDir = stateDirectory(options.stateDir, environment)
  const trusted = trustedUids(options.trustOwner)
  requireTrustedState(stateDir, trusted)
  const judged = judge(stateDir, Date.now() - age, trusted)
  const going = judged.flatMap(({ run, why }) => (why === null ? [run] : []))
  const dryRun = options.dryRun ?? false
  if (!dryRun) remove(stateDir, going)
  if (options.json) stdout.write(`${toJson(pruneJson(judged, going, dryRun), 2)}\n`)
  else say(textOf(lines(judged, going, dryRun)))
}

function pruneJson(judged: readonly JudgedRun[], removed: readonly string[], dryRun: boolean): PruneJson {
  const kept = judged.flatMap(({ run, why }) => (why === null ? [] : [{ run, reason: why }]))
  return { schema: 'svreset/prune/1', dryRun, removed, kept }
}

function lines(judged: readonly JudgedRun[], going: readonly string[], dryRun: boolean): string[] {
  const reasons = [...new Set(judged.flatMap(({ why }) => why ?? []))]
  return [
    ...going.map(run => `${dryRun ? 'would remove' : 'removed'} ${run}`),
    ...reasons.map(reason => {
      const kept = judged.filter(({ why }) => why === reason)
      return `kept ${kept.length === 1 ? kept[0]?.run : count(kept.length, 'run')}: ${reason}`
    }),
    ...(judged.length === 0 ? ['no runs'] : []),
  ]
}

function judge(stateDir: string, before: number, trusted: readonly number[]): JudgedRun[] {
  try {
    return judgeRuns(stateDir, { before, trusted })
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT')) return []
    throw error
  }
}

function remove(stateDir: string, runs: readonly string[]): void {
  try {
    removeRuns(stateDir, runs)
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT') && runs.length === 0) return
    const refused = error instanceof UnguardedLink
    throw new UserError(
      refused ? ExitCode.refused : ExitCode.failed,
      `unable to remove runs in ${stateDir}/runs`,
      {
        reason: refused ? error.message : systemErrorReason(error),
        next: 'fix that and run the command again: it goes on with what is left',
        cause: error,
      },
    )
  }
}

function noAge(keep: string | undefined): UserError {
  return new UserError(ExitCode.usage, 'unable to tell which runs are old', {
    reason:
      keep === undefined
        ? 'neither --keep nor keep_runs in the settings says so'
        : `${keep} is no duration with a unit`,
    next: 'add --keep 90d',
  })
}
