import { linksRemove } from '../../actions/links-remove.js'
import { linksRestore } from '../../actions/links-restore.js'
import { svscanEnd } from '../../actions/svscan-end.js'
import type { RunContext } from '../../contract/context.js'
import type { EarlierRun } from '../../contract/options.js'
import type { Runbook } from '../../contract/runbook.js'
import { ExitCode, UserError } from '../../errors.js'
import type { System } from '../../system/system.js'
import { changesSince, type InterruptedRun, type LinkChange } from './changes.js'

/** How an interrupted run continues. */
export interface TakenUp {
  /** The rest of the runbook. */
  readonly rest: Runbook
  /** In words: what differs from the state in which the run was interrupted. A person must decide whether to continue. */
  readonly changes: readonly string[]
  /** How many steps come before the rest. */
  readonly before: number
}

/** Pure: continues with the first step that is not done, or that somebody has undone meanwhile. */
export function takeUp(runbook: Runbook, left: InterruptedRun, context: RunContext, now: System): TakenUp {
  const next = runbook.steps.findIndex(({ id }) => !left.finished.has(id))
  const changes = changesSince(left, context, now).filter(change => matters(change, runbook, left))
  const undone = changes.map(({ kind }) => stepOf(runbook, undoneBy[kind])).filter(index => index !== -1)
  const from = Math.min(next === -1 ? runbook.steps.length - 1 : next, ...undone)
  return {
    rest: { ...runbook, steps: runbook.steps.slice(from) },
    before: from,
    changes: changes.flatMap(({ words, own }) => (own ? [] : [words])),
  }
}

/** The action whose work such a change reverses. What svscan has started for a new link is ended together with it. */
const undoneBy: Readonly<Record<LinkChange['kind'], string>> = {
  back: linksRemove.name,
  another: svscanEnd.name,
  gone: linksRestore.name,
  new: svscanEnd.name,
}

/** Once the links are back, a new link changes nothing else. */
function matters({ kind }: LinkChange, runbook: Runbook, { finished }: InterruptedRun): boolean {
  const restore = runbook.steps[stepOf(runbook, linksRestore.name)]
  return kind !== 'new' || restore === undefined || !finished.has(restore.id)
}

function stepOf({ steps }: Runbook, action: string): number {
  return steps.findIndex(({ task }) => task.kind === 'uses' && task.action === action)
}

/** `--yes` does not decide about what a person has done. */
export function refuseToGoOn({ resume }: EarlierRun, changes: readonly string[]): UserError {
  if (resume === null) {
    return new UserError(
      ExitCode.refused,
      'unable to put links back with --yes: the recorded links are in doubt',
      {
        reason: changes,
        next: 'svreset restore without --yes asks; with --force it continues anyway',
      },
    )
  }
  return new UserError(
    ExitCode.refused,
    'unable to continue with --yes: the svscan directory has changed since the run was interrupted',
    {
      reason: changes,
      next:
        'svreset resume without --yes asks; with --force it continues anyway; ' +
        'svreset restore puts back what is missing and closes the run',
    },
  )
}
