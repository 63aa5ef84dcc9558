import { execa } from 'execa'
import { ExitCode, UserError } from '../errors.js'
import { startNamespace } from './namespace.js'
import { requirePrograms } from './requirements.js'
import type { Scenario } from './scenario.js'
import { findScenario } from './scenarios.js'
import { systemPath } from './search-path.js'
import type { SetUpOrder } from './set-up.js'

export interface DrillOptions {
  /** Name of a scenario. */
  readonly scenario: string
  /** Argv (node and main.js) that starts svreset: for the second stage, and for `svreset` on the drill's PATH. */
  readonly self: readonly string[]
  /** How many services, for scenarios that ask. Default 100. */
  readonly services?: number | undefined
  /** Whether PID 1 starts svscanboot again when it exits, as init does. Default true. */
  readonly respawn?: boolean | undefined
  /** A script for sh, run inside just before svscan starts. */
  readonly prepare?: string | undefined
  /** Ends the drill at once, in whatever state it is: openDrill throws, and all inside is killed. */
  readonly signal?: AbortSignal | undefined
}

/** A private daemontools in the state that its scenario promises. */
export interface Drill extends AsyncDisposable {
  readonly scenario: Scenario
  /** One line on what there is. */
  readonly history: string
  /** The argv that runs `argv` inside the drill, in `directory` if that exists there, else in /. */
  enter(argv: readonly string[], directory?: string): [string, ...string[]]
  /** Ends it and everything in it; nothing is left behind. May be called again. */
  close(): Promise<void>
}

/**
 * Makes a drill and returns when its scenario is ready. Throws a UserError where daemontools or
 * util-linux is missing, namespaces are not permitted, or the scenario is unknown.
 */
export async function openDrill(options: DrillOptions): Promise<Drill> {
  const scenario = findScenario(options.scenario)
  requirePrograms()
  const namespace = await startNamespace({ respawn: options.respawn ?? true, signal: options.signal })
  const enter = (argv: readonly string[], directory = '/') =>
    namespace.enter(['sh', '-c', enterScript, 'svreset-drill', directory, ...argv])
  try {
    const history = await setUpInside(enter, options)
    return { scenario, history, enter, close: namespace.close, [Symbol.asyncDispose]: namespace.close }
  } catch (error) {
    await namespace.close()
    throw error
  }
}

/** nsenter begins in /: the caller's directory may not exist inside. */
const enterScript = 'cd -- "$1" 2>/dev/null || cd /; shift; exec "$@"'

async function setUpInside(enter: Drill['enter'], options: DrillOptions): Promise<string> {
  const { scenario, services = 100, prepare } = options
  const order: SetUpOrder = { scenario, services, prepare }
  const [file, ...argv] = enter([...options.self, 'drill', '--set-up', JSON.stringify(order)])
  const result = await execa(file, argv, {
    // The set-up is our own business: neither the operator's environment nor his Ctrl-C is for it.
    env: { PATH: systemPath },
    extendEnv: false,
    reject: false,
    detached: true,
  })
  if (result.exitCode === 0) return result.stdout
  const [what, ...rest] = result.stderr.split('\n').map(line => line.replace(/^svreset: error: |^ +/, ''))
  throw new UserError(ExitCode.failed, `the drill '${scenario}' could not be set up`, {
    reason: [what || result.shortMessage, ...rest].join('; '),
  })
}
