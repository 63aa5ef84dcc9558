import { describeRestart, type Refusal, type Restart } from '../../contract/restart.js'
import { ExitCode, UserError } from '../../errors.js'
import { findRestarts, freshLaunch, restartBy, restartMethods } from '../../restart/index.js'
import type { System } from '../../system/system.js'

export interface RestartWishes {
  /** `--restart-method`, or the runbook's parameter; null: svreset finds out. */
  readonly method: string | null
  /** The program of the site that the runbook names; empty: none. */
  readonly command: readonly string[]
  /** The decision of the earlier run that is resumed. */
  readonly recorded: Restart | null
}

/**
 * How svscan is to be restarted. If there is more than one way, svreset cannot tell, and a person must choose.
 * Throws if the chosen way is not possible.
 */
export function possibleRestarts(initial: System, now: System, wishes: RestartWishes): readonly Restart[] {
  const { method, command, recorded } = wishes
  if (method === 'command' && command.length === 0) throw noCommand()
  if (method !== null)
    return [{ ...asked(method, initial, now), command: method === 'command' ? command : [] }]
  if (command.length > 0)
    return [{ ...asked('command', initial, now), evidence: 'the runbook chooses it', command }]
  if (recorded !== null && restartMethods.includes(recorded.method)) return [recorded]
  const found = findRestarts(initial)
  return found.length > 0 ? found : [nothingToRestart(initial)]
}

function noCommand(): UserError {
  return new UserError(ExitCode.usage, 'unable to restart svscan with the method command', {
    reason: 'the runbook names no command',
    next: 'name it in the runbook, in the step that uses svscan.start: with: { command: [/usr/local/sbin/restart-svscan] }',
  })
}

/** Throws if there is no such method, or nothing that it could restart. */
function asked(method: string, initial: System, now: System): Restart {
  if (!restartMethods.includes(method)) {
    throw new UserError(ExitCode.usage, `unable to restart svscan with the method ${method}`, {
      reason: `the methods are ${restartMethods.join(', ')}`,
      next: 'correct `method` in the runbook, or leave it out: then svreset finds out',
    })
  }
  const restart = restartBy(method, initial) ?? restartBy(method, now)
  if (restart !== null) return restart
  const found = findRestarts(now)
  throw new UserError(ExitCode.refused, `unable to restart svscan with the method ${method}`, {
    reason: `${method} has nothing to restart: svscan of this directory is not its main process`,
    next:
      found.length === 0
        ? 'leave --restart-method out, or let svreset start svscan itself: --restart-method manual'
        : `leave --restart-method out; svreset found ${found.map(describeRestart).join('; or ')}`,
  })
}

function nothingToRestart(system: System): Restart {
  const launch = freshLaunch(system)
  const refusal: Refusal = {
    message: `unable to reset ${system.svscanDirectory.path}: no svscan runs there`,
    reason: 'there is nothing to restart, and svreset cannot see how svscan is normally started',
    next: `start svscan and run svreset check, or let svreset start ${launch.argv.join(' ')} with --restart-method manual`,
  }
  const evidence = 'no svscan runs'
  return {
    method: 'manual',
    evidence,
    target: null,
    userManager: null,
    command: [],
    respawns: false,
    refusal,
    launch,
  }
}

/** With `--yes` nobody may choose between two ways that may both be wrong. */
export function cannotChoose(restarts: readonly Restart[]): UserError {
  return new UserError(ExitCode.refused, 'unable to tell how svscan is restarted here', {
    reason: restarts.map(describeRestart).join('; but also '),
    next: `choose one: ${restarts.map(({ method }) => `--restart-method ${method}`).join(', or ')}`,
  })
}
