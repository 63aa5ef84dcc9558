import type { Act } from '../../runbook/act.js'
import type { RunContext } from '../../runbook/context.js'
import type { Runbook } from '../../runbook/runbook.js'
import { linkRecords } from '../../system/link-record.js'
import type { System } from '../../system/system.js'
import { ExitCode, UserError } from '../../user-error.js'

/** From the first step that is not done, or that somebody has taken back meanwhile: the runbook's rest. */
export function stepsLeft(
  runbook: Runbook,
  finished: ReadonlySet<string>,
  backByHand: readonly string[],
): Runbook {
  const next = runbook.steps.findIndex(step => !finished.has(step.id))
  const remove = runbook.steps.findIndex(({ task }) => task.kind === 'uses' && task.action === 'links.remove')
  const last = runbook.steps.length - 1
  const from = backByHand.length > 0 && remove !== -1 ? remove : next === -1 ? last : next
  return { ...runbook, steps: runbook.steps.slice(from) }
}

/**
 * Links that the run has removed, has not announced to put back, and that are there all the same. One that it
 * died before removing has not been put back by anybody.
 */
export function linksBackByHand(
  { done, undecided }: Record<'done' | 'undecided', readonly Act[]>,
  context: RunContext,
  now: System,
): string[] {
  const out = new Set<string>()
  for (const act of done) {
    if (act.act === 'unlink') out.add(act.link.name)
    if (act.act === 'link') out.delete(act.link.name)
  }
  for (const act of undecided) if (act.act === 'unlink') out.delete(act.link.name)
  const ours = new Set(context.links.map(({ name }) => name))
  return linkRecords(now).flatMap(({ name }) => (out.has(name) && ours.has(name) ? [name] : []))
}

/** Nobody may decide with `--yes` that what a person has put back goes again. */
export function refuseToUndoByHand(names: readonly string[]): UserError {
  return new UserError(
    ExitCode.refused,
    'unable to go on with --yes: somebody has put links back meanwhile',
    {
      reason: `back again: ${names.join(', ')}`,
      next: 'svreset resume without --yes asks; svreset restore puts back the others and closes the run',
    },
  )
}
