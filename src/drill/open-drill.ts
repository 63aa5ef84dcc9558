import { execa } from 'execa'
import { ExitCode, UserError } from '../errors.js'
import { startNamespace } from './namespace.js'
import { requirePrograms } from './requirements.js'
import type { Scenario } from './scenario.js'
import { findScenario } from './scenarios.js'
import { systemPath } from './search-path.js'
import type { SetUpOrder } from './set-up.js'
import { removeEmptyCgroups } from './stage/cgroup.js'

export interface DrillOptions {
  /** Name of a scenario. */
  readonly scenario: string
  /** Argv that starts svreset: for the second stage, and for `svreset` on the PATH of the drill. */
  readonly self: readonly string[]
  /** The number of services, for scenarios that take it. Default 100. */
  readonly services?: number | undefined
  /** Whether PID 1 starts svscanboot again when it exits, as init does. Default true. */
  readonly respawn?: boolean | undefined
  /** A script for sh that runs inside just before svscan starts. */
  readonly prepare?: string | undefined
  /** Ends the drill at once, in any state: openDrill throws, and everything inside is killed. */
  readonly signal?: AbortSignal | undefined
}

/** A private daemontools in the state that its scenario promises. */
export interface Drill extends AsyncDisposable {
  readonly scenario: Scenario
  /** One line that describes the state. */
  readonly history: string
  /** The argv that runs `argv` inside the drill, in `directory` if that exists there, otherwise in /. */
  enter(argv: readonly string[], directory?: string): [string, ...string[]]
  /** Ends the drill and everything in it; leaves nothing behind. May be called again. */
  close(): Promise<void>
}

/**
 * Makes a drill and returns when its scenario is ready. Throws a UserError if daemontools or
 * util-linux is missing, namespaces are not permitted, or the scenario is unknown.
 */
export async function openDrill(options: DrillOptions): Promise<Drill> {
  const scenario = findScenario(options.scenario)
  requirePrograms()
  const namespace = await startNamespace({ respawn: options.respawn ?? true, signal: options.signal })
  const enter = (argv: readonly string[], directory = '/') =>
    namespace.enter(['sh', '-c', enterScript, 'svreset-drill', directory, ...argv])
  const close = async () => {
    await namespace.close()
    removeEmptyCgroups()
  }
  try {
    const history = await setUpInside(enter, options)
    return { scenario, history, enter, close, [Symbol.asyncDispose]: close }
  } catch (error) {
    await close()
    throw error
  }
}

/** nsenter begins in /: the caller's directory may not exist inside. */
export const enterScript = 'cd -- "$1" 2>/dev/null || cd /; shift; exec "$@"'

async function setUpInside(enter: Drill['enter'], options: DrillOptions): Promise<string> {
  const { scenario, services = 100, prepare } = options
  const order: SetUpOrder = { scenario, services, prepare }
  const [file, ...argv] = enter([...options.self, 'drill', '--set-up', JSON.stringify(order)])
  const result = await execa(file, argv, {
    // The set-up is svreset's own work: the operator's environment and Ctrl-C are not for it.
    env: { PATH: systemPath },
    extendEnv: false,
    reject: false,
    detached: true,
  })
  if (result.exitCode === 0) return result.stdout
  const [what, ...rest] = result.stderr.split('\n').map(line => line.replace(/^svreset: error: |^ +/, ''))
  throw new UserError(ExitCode.failed, `unable to set up the drill '${scenario}'`, {
    reason: [what || result.shortMessage, ...rest].join('; '),
  })
}
