import type { SavedPlan, SavedStep } from '../../contract/saved-plan.js'
import { ExitCode, UserError } from '../../errors.js'
import { orderChanges } from '../../runbook/plan/order-words.js'
import type { System } from '../../system/system.js'
import { printable } from '../../text/quote.js'
import { entryChanges } from '../steps/baseline.js'
import { differences } from '../steps/differences.js'
import { trackedProcessChanges } from '../steps/tracked-processes.js'

/** Pure: everything that has changed since the plan was saved, in words. `fresh` is the plan that would be saved now. */
export function planChanges(saved: SavedPlan, fresh: SavedPlan, now: System): string[] {
  if (saved.host !== fresh.host || saved.bootId !== fresh.bootId) {
    const where = saved.host === fresh.host ? 'this machine was restarted' : `this is ${fresh.host}`
    return [`the plan was made on ${saved.host}, boot ${saved.bootId}: ${where}, boot ${fresh.bootId}`]
  }
  const causes = [
    ...one('the runbook', saved.runbook.name, fresh.runbook.name),
    ...one(`the sha256 of runbook ${saved.runbook.name}`, saved.runbook.digest, fresh.runbook.digest),
    ...parameterChanges(saved, fresh),
    ...one('the svscan directory', saved.serviceDirectory.path, fresh.serviceDirectory.path),
    ...one(
      `device and inode of ${saved.serviceDirectory.path}`,
      saved.serviceDirectory.id,
      fresh.serviceDirectory.id,
    ),
    ...entryChanges(entriesOf(saved), entriesOf(fresh)),
    ...orderChanges(ordersOf(saved), ordersOf(fresh)),
    ...(saved.processes === null ? [] : trackedProcessChanges(saved.processes, now)),
    ...one('the way to restart svscan', restartWords(saved), restartWords(fresh)),
  ]
  // What the steps would do follows from these. It gets a line of its own only if none of these has changed.
  return (causes.length > 0 ? causes : stepChanges(saved.steps, fresh.steps, now)).map(printable)
}

export function refuseChangedPlan(file: string, changes: readonly string[]): UserError {
  const shown = changes.slice(0, 12)
  const more = changes.length - shown.length
  return new UserError(ExitCode.refused, `unable to apply plan ${file}: the system has changed`, {
    reason: [...shown, ...(more > 0 ? [`and ${more} more`] : [])],
    next: 'check what has changed, then save a new plan with --dry-run --out FILE; nothing was touched',
  })
}

function one(what: string, was: string, is: string): string[] {
  return was === is ? [] : [`${what} was ${was}, and is now ${is}`]
}

function parameterChanges(saved: SavedPlan, fresh: SavedPlan): string[] {
  const names = new Set([...Object.keys(saved.parameters), ...Object.keys(fresh.parameters)])
  return [...names].flatMap(name =>
    one(`parameter ${name}`, JSON.stringify(saved.parameters[name]), JSON.stringify(fresh.parameters[name])),
  )
}

function entriesOf({ serviceDirectory }: SavedPlan): ReadonlyMap<string, string> {
  return new Map(serviceDirectory.entries.map(({ name, is }) => [name, is]))
}

function ordersOf({ orders }: SavedPlan) {
  return orders.map(({ service, order }) => ({ name: service, kind: order }))
}

function restartWords({ restart, restartMethod }: SavedPlan): string {
  const target = restart.target === null ? '' : ` ${restart.target}`
  return `${restart.method}${target}${restartMethod === null ? '' : ' (chosen)'}`
}

/** Operations in words. Everything else that a step says must be the same too, because somebody has read it. */
function stepChanges(saved: readonly SavedStep[], fresh: readonly SavedStep[], system: System): string[] {
  const ids = (steps: readonly SavedStep[]) => steps.map(({ id }) => id).join(', ')
  if (ids(saved) !== ids(fresh)) return one('the steps', ids(saved), ids(fresh))
  return saved.flatMap((step, index) => {
    const now = fresh[index]
    if (now === undefined || JSON.stringify(step) === JSON.stringify(now)) return []
    const operations = differences(step, now, system)
    return operations.length > 0
      ? operations.map(words => `step ${step.id}: ${words}`)
      : [`step ${step.id} is described in another way in the file than it would be now`]
  })
}
