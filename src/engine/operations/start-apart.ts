import { spawn } from 'node:child_process'
import { childEnvironment } from '../../system/child-environment.js'
import { readProcText, tryLstat } from '../../system/read.js'
import { decodeLimits } from '../../system/surroundings/origin.js'
import type { Credentials, Launch } from '../../system/surroundings.js'
import { programPath } from '../guard/programs.js'
import { OperationFailed } from './operation-failed.js'

/** Descriptors of ours that it gets instead of /dev/null: its standard input; its standard output and error. */
export interface Pipes {
  readonly input?: number | undefined
  readonly output?: number | undefined
}

/**
 * Starts it as it was started before, apart from us: a session of its own, /dev/null for its standard descriptors,
 * nothing else open, and under systemd a cgroup of its own, so that it outlives this login.
 */
export async function startApart(launch: Launch, pipes: Pipes = {}): Promise<void> {
  const [program = '', ...words] = [
    ...scope(launch.user),
    ...limits(launch),
    ...credentials(launch.user),
    ...orphan(),
    ...launch.argv,
  ]
  const before = process.umask(launch.umask)
  const child = spawn(program, words, {
    cwd: tryLstat(launch.directory) === null ? '/' : launch.directory,
    env: { ...(launch.environment ?? childEnvironment) },
    stdio: [pipes.input ?? 'ignore', pipes.output ?? 'ignore', pipes.output ?? 'ignore'],
    detached: true,
  })
  process.umask(before)
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve)
    child.once('error', error => reject(OperationFailed.because(`unable to start ${launch.argv[0]}`, error)))
  })
  child.unref()
}

/** By its whole path: what is started has a PATH of its own. */
function wrapper(name: string, ...words: string[]): string[] {
  const path = programPath(name)
  if (path === null) throw new OperationFailed(`unable to run ${name}`, 'there is no such program')
  return [path, ...words]
}

/** A child of process 1 at once, as it will be for good: who looks meanwhile must not take svreset for its keeper. */
function orphan(): string[] {
  const path = programPath('setsid')
  return path === null ? [] : [path, '--fork']
}

/** A login's own cgroup may end with the login, logind.conf(5) `KillUserProcesses=`. */
function scope(user: Credentials | null): string[] {
  const isRoot = process.geteuid?.() === 0
  if (tryLstat('/run/systemd/system') === null || (!isRoot && user !== null)) return []
  const whose = isRoot ? ['--slice=system.slice'] : ['--user']
  return wrapper('systemd-run', '--scope', '--quiet', '--collect', ...whose, '--')
}

/** Those that differ from ours; only root can raise a hard one. */
function limits({ limits: wanted }: Launch): string[] {
  const own = decodeLimits(readProcText('/proc/self/limits'))
  const isRoot = process.geteuid?.() === 0
  const options = Object.entries(wanted).flatMap(([name, value]) => {
    if (own[name] === value) return []
    const [soft, hard] = value.split(':')
    return [`--${name}=${isRoot || atMost(hard, own[name]?.split(':')[1]) ? value : `${soft}:`}`]
  })
  return options.length === 0 ? [] : wrapper('prlimit', ...options, '--')
}

function atMost(value = 'unlimited', limit = 'unlimited'): boolean {
  return limit === 'unlimited' || (value !== 'unlimited' && Number(value) <= Number(limit))
}

/** root starts the svscan of somebody else as that user, whose services they are. */
function credentials(user: Credentials | null): string[] {
  if (user === null || user.uid === process.geteuid?.()) return []
  const groups = user.groups.length === 0 ? '--clear-groups' : `--groups=${user.groups.join(',')}`
  return wrapper('setpriv', `--reuid=${user.uid}`, `--regid=${user.gid}`, groups, '--')
}
