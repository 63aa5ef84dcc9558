import { describeRestart, type Refusal, type Restart } from '../contract/restart.js'
import { ExitCode, UserError } from '../errors.js'
import { findRestarts, freshLaunch, restartBy, restartMethods } from '../restart/index.js'
import type { System } from '../system/system.js'

export interface RestartWishes {
  /** `--restart-method`, or the runbook's parameter; null: as is found out. */
  readonly method: string | null
  /** The site's own program that the runbook names; empty: none. */
  readonly command: readonly string[]
  /** What an earlier run that is taken up again had decided. */
  readonly recorded: Restart | null
}

/**
 * How svscan is to be restarted. More than one: it cannot be told from what was seen, and a person must say.
 * Throws where what is wished for cannot be.
 */
export function possibleRestarts(initial: System, now: System, wishes: RestartWishes): readonly Restart[] {
  const { method, command, recorded } = wishes
  if (method === 'command' && command.length === 0) throw noCommand()
  if (method !== null)
    return [{ ...asked(method, initial, now), command: method === 'command' ? command : [] }]
  if (command.length > 0)
    return [{ ...asked('command', initial, now), evidence: 'the runbook says so', command }]
  if (recorded !== null && restartMethods.includes(recorded.method)) return [recorded]
  const found = findRestarts(initial)
  return found.length > 0 ? found : [nothingToRestart(initial)]
}

function noCommand(): UserError {
  return new UserError(ExitCode.usage, 'unable to restart svscan by way of command', {
    reason: 'the runbook names no command',
    next: 'write it into the runbook, at the step that uses svscan.start: with: { command: [/usr/local/sbin/restart-svscan] }',
  })
}

/** Throws where there is no such method, or nothing that it could restart. */
function asked(method: string, initial: System, now: System): Restart {
  if (!restartMethods.includes(method)) {
    throw new UserError(ExitCode.usage, `unable to restart svscan by way of ${method}`, {
      reason: `the ways are ${restartMethods.join(', ')}`,
      next: "correct the runbook's `method`, or leave it out: it is found out",
    })
  }
  const restart = restartBy(method, initial) ?? restartBy(method, now)
  if (restart !== null) return restart
  const found = findRestarts(now)
  throw new UserError(ExitCode.refused, `unable to restart svscan by way of ${method}`, {
    reason: `nothing that ${method} could restart has svscan of this directory as its main process`,
    next:
      found.length === 0
        ? 'leave --restart-method out, or let svreset start svscan itself: --restart-method manual'
        : `leave --restart-method out: what was found is ${found.map(describeRestart).join('; or ')}`,
  })
}

function nothingToRestart(system: System): Restart {
  const launch = freshLaunch(system)
  const refusal: Refusal = {
    message: `unable to reset ${system.svscanDirectory.path}: no svscan runs there`,
    reason: 'there is nothing to restart, and how it should be started cannot be seen',
    next: `start svscan and look again with svreset check, or let svreset start ${launch.argv.join(' ')}: --restart-method manual`,
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

/** Nobody may choose with `--yes` between two that may both be wrong. */
export function cannotChoose(restarts: readonly Restart[]): UserError {
  return new UserError(ExitCode.refused, 'unable to tell how svscan is restarted here', {
    reason: restarts.map(describeRestart).join('; but also '),
    next: `say which one: ${restarts.map(({ method }) => `--restart-method ${method}`).join(', or ')}`,
  })
}
