import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process'
import { constants } from 'node:os'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { onTestFinished } from 'vitest'
import { openDrill as open } from '../../../src/drill/open-drill.js'
import { drillEnvironment } from '../../../src/drill/shell.js'
import { requireValid } from '../../contract/validate.js'

/** Argv of the built svreset (`npm run build`). */
export const svreset: readonly string[] = [
  process.execPath,
  fileURLToPath(new URL('../../../dist/main.js', import.meta.url)),
]

export interface TestDrillOptions {
  /** For the scenario `many`. */
  readonly services?: number
  /** Whether PID 1 starts svscanboot again when it exits. Default true. */
  readonly respawn?: boolean
  /** A script for sh, run inside after the scenario has made its directories and before svscan starts. */
  readonly prepare?: string
}

export interface RunOptions {
  readonly input?: string | Uint8Array
  /** Added to the environment; a value of undefined removes one. */
  readonly env?: NodeJS.ProcessEnv
  /** Working directory inside; default /. */
  readonly cwd?: string
  /** Milliseconds until the command is killed; default 60 s. */
  readonly timeout?: number
}

export interface Result {
  readonly stdout: string
  readonly stderr: string
  /** 128 and the signal's number where a signal ended it. */
  readonly exitCode: number
}

export interface TestDrill extends AsyncDisposable {
  /** One line on what the scenario made. */
  readonly history: string
  /** Runs a command inside; does not throw where it fails, but where what it prints for scripts is not of its schema. */
  run(argv: readonly string[], options?: RunOptions): Promise<Result>
  /** Runs a script for sh inside and returns its standard output; throws where it fails. */
  sh(script: string, ...parameters: string[]): Promise<string>
  /** Runs the built svreset inside. */
  svreset(...argv: string[]): Promise<Result>
  /** Starts a command inside that goes on: for terminals, signals, and reading while it runs. */
  spawn(argv: readonly string[], options?: SpawnOptions): ChildProcess
  /** The argv with which the host runs `argv` inside: for `script`, tmux, strace and their like. */
  enter(argv: readonly string[], directory?: string): [string, ...string[]]
  /** Ends the drill and everything in it. */
  close(): Promise<void>
}

/** Opens a drill that ends with the test, however that ends; outside of a test use `await using`. */
export async function openDrill(scenario: string, options: TestDrillOptions = {}): Promise<TestDrill> {
  const drill = await openLastingDrill(scenario, options)
  onTestFinished(() => drill.close())
  return drill
}

/** Opens a drill for several tests (in `beforeAll`); the caller closes it (in `afterAll`). */
export async function openLastingDrill(scenario: string, options: TestDrillOptions = {}): Promise<TestDrill> {
  const drill = await open({ scenario, self: svreset, ...options })
  const environment = drillEnvironment(process.env, scenario)
  const run = async (
    argv: readonly string[],
    { input = '', env, cwd, timeout = 60_000 }: RunOptions = {},
  ) => {
    // A command that has to be killed from outside must not go on inside, holding our pipes.
    const [file, ...rest] = drill.enter(['setpriv', '--pdeathsig', 'KILL', '--', ...argv], cwd)
    const result = await execa(file, rest, {
      input,
      env: { ...environment, ...env },
      extendEnv: false,
      reject: false,
      stripFinalNewline: false,
      timeout,
      killSignal: 'SIGKILL',
    })
    if (result.timedOut)
      throw new Error(
        `still running after ${timeout} ms: ${argv.join(' ')}\n${result.stdout}\n${result.stderr}`,
      )
    if (argv.some(word => word.includes('--json'))) requireValid(result.stdout)
    return { stdout: result.stdout, stderr: result.stderr, exitCode: exitCodeOf(result) }
  }
  return {
    history: drill.history,
    run,
    sh: async (script, ...parameters) => {
      const { stdout, stderr, exitCode } = await run(['sh', '-ec', script, 'sh', ...parameters])
      if (exitCode !== 0) throw new Error(`exit code ${exitCode}: ${script}\n${stdout}${stderr}`)
      return stdout
    },
    svreset: (...argv) => run(['svreset', ...argv]),
    spawn: (argv, spawnOptions = {}) => {
      const [file, ...rest] = drill.enter(argv)
      return spawn(file, rest, { env: environment, ...spawnOptions })
    },
    enter: drill.enter,
    close: drill.close,
    [Symbol.asyncDispose]: drill.close,
  }
}

function exitCodeOf(result: { readonly exitCode?: number; readonly signal?: NodeJS.Signals }): number {
  return result.signal === undefined ? (result.exitCode ?? 1) : 128 + constants.signals[result.signal]
}
