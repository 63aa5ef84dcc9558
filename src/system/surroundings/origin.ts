import { decodeBytes, encodeBytes, isUtf8 } from '../../text/bytes.js'
import { isSvscanboot, type Process } from '../process.js'
import { readArguments, readWorkingDirectory } from '../process-place.js'
import { readProcFile, readProcText } from '../read.js'
import type { Credentials, Launch, Origin } from '../surroundings.js'
import type { System } from '../system.js'
import { readCgroup } from './cgroup.js'
import { readOutputs } from './outputs.js'

/** How this process was started, and below which processes; null if it has gone. */
export function readOrigin(process: Process, system: System): Origin | null {
  const { pid, startTime } = process
  const plain = readLaunch(pid, startArgv(process))
  if (plain === null) return null
  const readproctitle = readproctitleBeside(process, system)
  const launch =
    readproctitle === null ? { ...plain, ...readOutputs(process, system) } : { ...plain, readproctitle }
  return {
    process: { pid, startTime },
    launch,
    cgroup: readCgroup(pid),
    ancestors: ancestorsOf(process, system),
  }
}

/** svscanboot starts its own readproctitle. svreset does not start that of another user, because its arguments may be anything. */
function readproctitleBeside({ pid, uid }: Process, { svscans }: System): readonly string[] | null {
  const svscan = svscans.find(({ process }) => process.pid === pid)
  const beside = svscan?.readproctitle?.process ?? null
  if (beside === null || beside.uid !== uid) return null
  // It writes what it reads into its own last argument, which holds only dots at first.
  const room = encodeBytes(beside.arguments.at(-1) ?? '').length
  return [...beside.arguments.slice(0, -1), '.'.repeat(room)]
}

/** Everything that is needed to start `argv` as this process was started; null if it has gone. */
export function readLaunch(pid: number, argv: readonly string[]): Launch | null {
  const status = readProcText(`/proc/${pid}/status`)
  if (status === '') return null
  return {
    argv,
    directory: readWorkingDirectory(`/proc/${pid}`)?.path ?? '/',
    environment: readEnvironment(pid),
    limits: decodeLimits(readProcText(`/proc/${pid}/limits`)),
    umask: Number.parseInt(/^Umask:\s*(\d+)/m.exec(status)?.[1] ?? '022', 8),
    user: decodeCredentials(status),
  }
}

/** The argv of a script is that of its interpreter, `/bin/sh /usr/bin/svscanboot`. Started by its own name, it gets the same argv. */
function startArgv(process: Process): readonly string[] {
  if (!isSvscanboot(process)) return process.arguments
  const script = process.arguments.findIndex(word => /(^|\/)svscanboot$/.test(word))
  return process.arguments.slice(Math.max(0, script))
}

/** The environment at the start of the program; null if svreset may not read it. */
function readEnvironment(pid: number): Launch['environment'] {
  const bytes = readProcFile(`/proc/${pid}/environ`)
  if (bytes === null) return null
  const pairs = decodeBytes(bytes)
    .split('\0')
    // Node does not pass on other bytes.
    .filter(text => isUtf8(text) && text.indexOf('=') > 0)
    .map((text): [string, string] => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)])
  return Object.fromEntries(pairs)
}

/** Lines of /proc/PID/limits, proc_pid_limits(5), and their names in prlimit(1). */
const limitNames: Readonly<Record<string, string>> = {
  'cpu time': 'cpu',
  'file size': 'fsize',
  'data size': 'data',
  'stack size': 'stack',
  'core file size': 'core',
  'resident set': 'rss',
  processes: 'nproc',
  'open files': 'nofile',
  'locked memory': 'memlock',
  'address space': 'as',
  'file locks': 'locks',
  'pending signals': 'sigpending',
  'msgqueue size': 'msgqueue',
  'nice priority': 'nice',
  'realtime priority': 'rtprio',
  'realtime timeout': 'rttime',
}

/** Soft and hard limit, `1024:4096` or `unlimited`, by the name in prlimit(1). */
export function decodeLimits(text: string): Record<string, string> {
  const limits: Record<string, string> = {}
  for (const line of text.split('\n')) {
    const [, words = '', soft, hard] = /^Max (.+?)\s{2,}(\S+)\s+(\S+)/.exec(line) ?? []
    const name = limitNames[words]
    if (name !== undefined) limits[name] = `${soft}:${hard}`
  }
  return limits
}

function decodeCredentials(status: string): Credentials {
  const numbers = (name: string) =>
    (new RegExp(`^${name}:[ \\t]*(.*)$`, 'm').exec(status)?.[1] ?? '')
      .split(/\s+/)
      .filter(Boolean)
      .map(Number)
  const [, uid = 0] = numbers('Uid')
  const [, gid = 0] = numbers('Gid')
  return { uid, gid, groups: numbers('Groups') }
}

function ancestorsOf({ parent }: Process, system: System): Process[] {
  const found: Process[] = []
  for (let pid = parent; pid > 0 && found.length < 100; ) {
    const ancestor = system.processes.get(pid)
    if (ancestor === undefined) break
    found.push({
      ...ancestor,
      arguments: readArguments(pid),
      workingDirectory: readWorkingDirectory(`/proc/${pid}`),
    })
    pid = ancestor.parent
  }
  return found
}
