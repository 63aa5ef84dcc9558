import { closeSync, openSync } from 'node:fs'
import { constants } from 'node:os'
import { execa } from 'execa'
import type { CommandOutcome, PlannedCommand } from '../../contract/command.js'
import { systemErrorReason } from '../../errors.js'
import { childEnvironment } from '../../system/child-environment.js'
import type { ProcessId } from '../../system/process.js'
import { boundedOutput } from '../../text/bounded-output.js'
import { encodeBytes, isUtf8 } from '../../text/bytes.js'
import { formatDuration } from '../../text/duration.js'
import { openCgroup } from '../containment/cgroup.js'
import { watchTree } from '../containment/tree.js'
import { OperationFailed } from './operation-failed.js'

/** No command of a reset takes long. A command that hangs must not hold up the reset for ever. */
const usualTimeout = 60_000
const usualOutputLimit = 64 * 1024

/**
 * A process that a command leaves in the background may hold the command's output open. Waiting for the end of that
 * output could take for ever. Milliseconds.
 */
const outputLasts = 500

interface CommandOptions {
  readonly outputLimit?: number
  /** What it reads on standard input; default: nothing. */
  readonly input?: string
  /** Ends it, with everything that it has started. */
  readonly signal?: AbortSignal
}

/** Runs argv to its end in a session of its own. Ctrl-C is for svreset, which lets the operation finish. */
export async function runCommand(
  { argv, cwd, env = {}, timeout = usualTimeout }: PlannedCommand,
  { outputLimit = usualOutputLimit, input, signal: stop }: CommandOptions = {},
): Promise<CommandOutcome> {
  const [program = '', ...words] = argv
  const options = {
    env: childEnvironment,
    extendEnv: false,
    all: true,
    buffer: false,
    reject: false,
    detached: true,
  } as const
  requireDescriptors(program)
  const started = performance.now()
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`)
  // A cgroup where we may make one, as nothing gets out of it.
  const containment = startsNothing.has(program) ? null : (openCgroup() ?? watchTree())
  const spawn = () =>
    [cwd, ...argv, ...variables].every(isUtf8)
      ? execa(program, words, {
          ...options,
          env: { ...childEnvironment, ...env },
          cwd,
          ...(input === undefined ? { stdin: 'ignore' } : { input }),
        })
      : execa('xargs', xargsWords([...variables, ...argv]), {
          ...options,
          input: xargsInput([...variables, ...argv], cwd),
        })
  const child = containment === null ? spawn() : containment.start(spawn)
  let ended: Promise<readonly ProcessId[]> | null = null
  const end = () => {
    ended ??= containment?.end() ?? endIt(child)
  }
  const late = setTimeout(end, timeout)
  stop?.addEventListener('abort', end, { once: true })
  const output = boundedOutput(outputLimit)
  child.all.on('data', chunk => output.add(chunk))
  child.once('exit', () => setTimeout(() => child.all.destroy(), outputLasts).unref())
  const result = await child
  clearTimeout(late)
  stop?.removeEventListener('abort', end)
  const left = (await ended) ?? []
  await containment?.release()
  const durationMs = Math.round(performance.now() - started)
  const outcome = (exitCode: number) => ({ argv, cwd, exitCode, durationMs, output: output.text() })
  if (result.exitCode !== undefined && ended === null) return outcome(result.exitCode)
  const failure = `unable to run ${program}`
  // Ended with what it waits for, a shell ends by itself.
  const signal = ended === null ? result.signal : 'SIGKILL'
  if (signal === undefined)
    throw new OperationFailed(
      failure,
      result.code === 'ENOENT' ? 'no such program' : systemErrorReason(result.cause),
    )
  const why =
    ended !== null
      ? `it did not end within ${formatDuration(timeout)}, so svreset ended it${stillThere(left)}`
      : `it was ended by ${signal}`
  throw new CommandFailed(failure, why, outcome(128 + constants.signals[signal]))
}

/** Two for each of the three streams, and one to learn whether the command could be started. */
const neededDescriptors = 8

/** Node and execa throw if they run out of descriptors on the way: their error does not tell what was tried. */
function requireDescriptors(program: string): void {
  const opened: number[] = []
  try {
    while (opened.length < neededDescriptors) opened.push(openSync('/dev/null', 'r'))
  } catch (error) {
    throw OperationFailed.because(`unable to run ${program}`, error)
  } finally {
    for (const descriptor of opened) closeSync(descriptor)
  }
}

/** The command ran, and a signal ended it, or it did not do what it was for: there is a result to record. */
export class CommandFailed extends OperationFailed {
  /** Of one that a signal ended: the exit code of a shell, 128 plus the number of the signal. */
  readonly outcome: CommandOutcome

  constructor(message: string, reason: string, outcome: CommandOutcome) {
    super(message, reason)
    this.outcome = outcome
  }
}

/** Programs of daemontools: they start nothing that would have to be ended. */
const startsNothing: ReadonlySet<string> = new Set(['svc', 'svok', 'svstat'])

/** SIGKILL, because nobody waits any longer. */
async function endIt(child: { kill(signal: 'SIGKILL'): boolean }): Promise<readonly ProcessId[]> {
  child.kill('SIGKILL')
  return []
}

/** The kernel does not let them go: a disk or a server does not answer. */
function stillThere(left: readonly ProcessId[]): string {
  return left.length === 0 ? '' : `, but pid ${left.map(({ pid }) => pid).join(', ')} does not end`
}

/**
 * Node passes arguments and directories as UTF-8 only; xargs takes any bytes. xargs must run them as one command or not
 * at all: if it split the command, the second part would lack its options.
 */
function xargsWords(words: readonly string[]): string[] {
  return ['--null', '--exit', `--max-args=${words.length + 3}`, '--max-chars=1048576', 'env']
}

/** For `env`, which first changes to the directory. */
function xargsInput(words: readonly string[], cwd: string): Buffer {
  const all = ['-C', cwd, '--', ...words]
  return Buffer.concat(all.map(word => Buffer.concat([encodeBytes(word), Buffer.of(0)])))
}
