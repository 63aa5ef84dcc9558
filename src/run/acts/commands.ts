import { execa } from 'execa'
import { encodeBytes, isUtf8 } from '../../system/bytes.js'
import { childEnvironment } from '../../system/child-environment.js'
import { ActFailed } from './act-failed.js'
import { boundedOutput } from './bounded-output.js'

export interface CommandOutcome {
  readonly argv: readonly string[]
  readonly cwd: string
  readonly exitCode: number
  readonly durationMs: number
  /** Standard output and error as they came: of more than 64 KiB the two ends. */
  readonly output: string
}

/** No command of a reset takes long: one that hangs must not hold it up for ever. */
const timeout = 60_000
const outputLimit = 64 * 1024

/**
 * Something that a command left running in the background may hold its output open: who waits for the end of
 * that would wait for ever. Milliseconds.
 */
const outputLasts = 500

/** Runs argv to its end, in a session of its own: Ctrl-C is for svreset, which lets the act finish. */
export async function runCommand(argv: readonly string[], cwd: string): Promise<CommandOutcome> {
  const [program = '', ...words] = argv
  const options = {
    env: childEnvironment,
    extendEnv: false,
    all: true,
    buffer: false,
    reject: false,
    detached: true,
    timeout,
  } as const
  const started = performance.now()
  const child = [cwd, ...argv].every(isUtf8)
    ? execa(program, words, { ...options, cwd, stdin: 'ignore' })
    : execa('xargs', [...xargsOptions(argv), 'env'], { ...options, input: xargsInput(argv, cwd) })
  const output = boundedOutput(outputLimit)
  child.all.on('data', chunk => output.add(chunk))
  child.once('exit', () => setTimeout(() => child.all.destroy(), outputLasts).unref())
  const result = await child
  if (result.exitCode === undefined) {
    throw new ActFailed(
      `unable to run ${program}`,
      result.code === 'ENOENT' ? 'there is no such program' : (result.shortMessage ?? 'it did not end'),
    )
  }
  return {
    argv,
    cwd,
    exitCode: result.exitCode,
    durationMs: Math.round(performance.now() - started),
    output: output.text(),
  }
}

/**
 * Node passes arguments and directories as UTF-8 only; xargs takes any bytes. It must run all as one command or
 * none: one that it split would lack its options from the second part on.
 */
function xargsOptions(argv: readonly string[]): string[] {
  return ['--null', '--exit', `--max-args=${argv.length + 3}`, '--max-chars=1048576']
}

/** For `env`, which changes to the directory first. */
function xargsInput(argv: readonly string[], cwd: string): Buffer {
  const words = ['-C', cwd, '--', ...argv]
  return Buffer.concat(words.map(word => Buffer.concat([encodeBytes(word), Buffer.of(0)])))
}
