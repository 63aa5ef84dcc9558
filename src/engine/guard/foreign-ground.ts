import type { Runbook } from '../../contract/runbook.js'
import { ownCommands, supervisorName } from '../../diagnosis/relatives.js'
import { ExitCode, UserError } from '../../errors.js'
import type { Family } from '../../system/process.js'
import { keeperOf } from '../../system/relatives/ground.js'
import type { System } from '../../system/system.js'
import { count } from '../../text/list.js'
import { quote } from '../../text/quote.js'

/**
 * On a directory that a living scanner of another family keeps, or its supervisors without any svscan, svreset does
 * nothing that is meant for daemontools: what it removes, runsvdir would stop; what it starts would run beside it.
 * Single ones among ours are left alone, and no reason to refuse.
 */
export function refuseForeignGround(
  { name, family }: Pick<Runbook, 'name' | 'family'>,
  system: System,
): void {
  const path = system.svscanDirectory.path
  const keeper = keeperOf(system)
  const its = keeper?.relative?.family
  if (keeper === null || its === undefined || its === family) return
  throw new UserError(
    ExitCode.refused,
    family === 'daemontools'
      ? `unable to work on ${quote(path)}: ${nameOf(its)} keeps it`
      : `unable to run ${name} on ${quote(path)}: ${nameOf(its)} keeps it`,
    {
      reason: `${supervisorName(keeper)}, pid ${keeper.pid}, lives there and ${its === 'other' ? 'is no svscan' : `belongs to ${its}`}; it keeps ${count(system.foreign.length, 'service')}, and a second supervisor beside it would fight with it`,
      next: `use its own commands: ${ownCommands(its, path)}; nothing was touched`,
    },
  )
}

/** Nobody there would do what a runbook for another family waits for. */
export function refuseOurGround({ name, family }: Pick<Runbook, 'name' | 'family'>, system: System): void {
  const { svscans, supervises, svscanDirectory } = system
  const [ours] = [...svscans, ...supervises]
  if (family === 'daemontools' || keeperOf(system) !== null || ours === undefined) return
  const { command, pid } = ours.process
  throw new UserError(
    ExitCode.refused,
    `unable to run ${name} on ${quote(svscanDirectory.path)}: daemontools keeps it`,
    {
      reason: `${command}, pid ${pid}, lives there`,
      next: 'svreset without a command is the reset for it; nothing was touched',
    },
  )
}

function nameOf(family: Family): string {
  return family === 'other' ? 'another family of supervisors' : family
}
