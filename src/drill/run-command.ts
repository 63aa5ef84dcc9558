import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { constants } from 'node:os'
import type { Drill } from './open-drill.js'

/**
 * Runs a command inside with svreset's own standard streams, and in svreset's own process group, so that the terminal's
 * Ctrl-C and Ctrl-Z reach it. Returns its exit code, or 128 plus the number of the signal that ended it.
 */
export async function runCommand(
  drill: Pick<Drill, 'enter'>,
  command: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<number> {
  const inside = ['env', `--default-signal=${keys}`, 'sh', '-c', commandScript, 'svreset-drill', ...command]
  const child = spawn('env', [`--ignore-signal=${keys}`, ...drill.enter(inside, process.cwd())], {
    env: environment,
    stdio: 'inherit',
  })
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
  return signal === null ? (code ?? 1) : exitCodeOfSignal(signal)
}

/**
 * Keys are for COMMAND. nsenter must outlive the processes that end, and report COMMAND's exit code. The shell turns an
 * end by a signal into a code that nsenter passes on. nsenter stops itself when it sees COMMAND stop. If the key stopped
 * it as well, it would stop once more after `fg`, and stay stopped.
 */
const keys = 'INT,QUIT,TSTP'
const commandScript = 'trap : INT QUIT; "$@"; exit $?'

/** The shell's convention for a command that a signal ended. */
export function exitCodeOfSignal(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal]
}
