import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import type { StartOrder } from '../../contract/start-order.js'
import { childEnvironment } from '../../system/child-environment.js'
import { ownProgram } from '../../system/own-program.js'
import { readProcText, tryLstat } from '../../system/read.js'
import { decodeLimits } from '../../system/surroundings/origin.js'
import type { Credentials, Launch } from '../../system/surroundings.js'
import { programPath } from '../guard/programs.js'
import { OperationFailed } from './operation-failed.js'

/** Descriptors that it gets instead of /dev/null: its standard input; its standard output and error. */
export interface Pipes {
  readonly input?: number | undefined
  readonly output?: number | undefined
}

/** Milliseconds. It waits only for systemd, which makes the scope. */
const patience = 30_000

/**
 * Starts it as it was started before, apart from svreset: in a session of its own, with the files that it wrote to
 * or /dev/null for its standard descriptors, nothing else open, and under systemd in a cgroup of its own. So it survives logout. Every program on the
 * way that runs as root has a clean environment; src/starter.ts gives the program its earlier environment. Returns what is
 * not as it was; empty if all is.
 */
export async function startApart(launch: Launch, { input, output }: Pipes = {}): Promise<string> {
  const [program = '', ...words] = [...scope(launch.user), ...raisedLimits(launch), ...ownProgram().starter]
  const child = spawn(program, words, {
    cwd: '/',
    env: { ...childEnvironment, ...ownManager() },
    stdio: ['pipe', 'pipe', 'pipe', input ?? 'ignore', output ?? 'ignore'],
    detached: true,
    timeout: patience,
    killSignal: 'SIGKILL',
  })
  const failure = `unable to start ${launch.argv[0]}`
  child.stdin?.on('error', () => {})
  child.stdin?.end(JSON.stringify(orderFor(launch, input, output)))
  const said = Promise.all([child.stdout, child.stderr].map(stream => (stream === null ? '' : text(stream))))
  const [exitCode, signal] = await once(child, 'close').catch((error: unknown) => {
    throw OperationFailed.because(failure, error)
  })
  const printed = (await said).join('').trim()
  if (exitCode === 0) return printed
  throw new OperationFailed(
    failure,
    printed || `the starter ended with ${signal ?? exitCode} and gave no reason`,
  )
}

function orderFor(launch: Launch, input?: number, output?: number): StartOrder {
  return {
    ...launch,
    environment: launch.environment ?? childEnvironment,
    limits: limits(launch),
    prlimit: programPath('prlimit') ?? 'prlimit',
    input: input === undefined ? null : 3,
    output: output === undefined ? null : 4,
  }
}

/** By its full path, because users can set the PATH. */
function wrapper(name: string, ...words: string[]): string[] {
  const path = programPath(name)
  if (path === null) throw new OperationFailed(`unable to run ${name}`, 'no such program')
  return [path, ...words]
}

/** A login's own cgroup may end with the login, logind.conf(5) `KillUserProcesses=`. */
function scope(user: Credentials | null): string[] {
  const isRoot = process.geteuid?.() === 0
  if (tryLstat('/run/systemd/system') === null || (!isRoot && user !== null)) return []
  const whose = isRoot ? ['--slice=system.slice'] : ['--user']
  return wrapper('systemd-run', '--scope', '--quiet', '--collect', ...whose, '--')
}

/** Where `systemd-run --user` finds the manager of the user of svreset. */
function ownManager(): Record<string, string> {
  const uid = process.geteuid?.() ?? 0
  return uid === 0 ? {} : { XDG_RUNTIME_DIR: `/run/user/${uid}` }
}

/** Only root can raise a hard limit, so this happens before the starter changes the user. */
function raisedLimits({ limits: wanted }: Launch): string[] {
  if (process.geteuid?.() !== 0) return []
  const own = ownLimits()
  const options = Object.entries(wanted).flatMap(([name, value]) => {
    const [soft, hard] = own[name]?.split(':') ?? []
    const [, wantedHard] = value.split(':')
    return hard === undefined || isAtMost(wantedHard, hard) ? [] : [`--${name}=${soft}:${wantedHard}`]
  })
  return options.length === 0 ? [] : wrapper('prlimit', ...options, '--')
}

/** The limits that differ from svreset's own. */
function limits({ limits: wanted }: Launch): string[] {
  const own = ownLimits()
  const isRoot = process.geteuid?.() === 0
  return Object.entries(wanted).flatMap(([name, value]) => {
    if (own[name] === value) return []
    const [soft, hard] = value.split(':')
    return [`--${name}=${isRoot || isAtMost(hard, own[name]?.split(':')[1]) ? value : `${soft}:`}`]
  })
}

function ownLimits(): Readonly<Record<string, string>> {
  return decodeLimits(readProcText('/proc/self/limits'))
}

function isAtMost(value = 'unlimited', limit = 'unlimited'): boolean {
  return limit === 'unlimited' || (value !== 'unlimited' && Number(value) <= Number(limit))
}
