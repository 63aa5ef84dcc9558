import { spawn, spawnSync } from 'node:child_process'
import { accessSync, constants, fstatSync, openSync, readFileSync } from 'node:fs'
import type { StartOrder } from './contract/start-order.js'
import { fileId } from './system/read.js'
import type { Credentials, OutputFile } from './system/surroundings.js'
import { whoMayChange, whoMayReplace } from './system/writers.js'
import { encodeBytes } from './text/bytes.js'

/**
 * A program of its own, dist/starter.js: becomes the user of the svscan that it starts, and starts it with its earlier
 * environment. Nothing of that environment may reach a program that still runs as root (LD_PRELOAD, PATH), and nothing
 * of it may be on a command line, which every user can read: `setpriv … env -i NAME=VALUE…` would show it.
 * (The user and groups of Node's spawn are not enough: it drops all supplementary groups.)
 *
 * If it fails, it prints why and exits with 1. If it exits with 0, the program runs, in a session of its own; what it prints
 * then is what is not as it was.
 */
function start(order: StartOrder): void {
  const {
    argv,
    readproctitle,
    environment,
    limits,
    prlimit,
    directory,
    umask,
    user,
    input,
    output,
    outputs,
  } = order
  if (user !== null) become(user)
  // As that user, because root's rights must not lead it anywhere.
  goTo(directory)
  process.umask(umask)
  for (const [program = ''] of [argv, ...(readproctitle === undefined ? [] : [readproctitle])])
    requireProgram(program, environment.PATH)
  // The user sets the limits, because anybody may lower a limit. It is the last step: Node itself needs more than some allow.
  const limited = limits.length === 0 ? [] : [prlimit, ...limits, '--']
  if (limits.length > 0) tryOut([...limited, prlimit, '--version'], environment)
  const [file = '', ...rest] = [...limited, ...joined(order)]
  const [outputFile = null, errorFile = null] = outputs ?? []
  const child = spawn(file, rest, {
    env: { ...environment },
    stdio: [input ?? 'ignore', output ?? reopen(outputFile), output ?? reopen(errorFile)],
    // setsid(2). When its parent ends, it becomes a child of process 1.
    detached: true,
  })
  child.once('error', fail)
  child.once('spawn', () => process.exit(0))
}

/** Like `svscan DIR 2>&1 | readproctitle …` in a script: the shell waits for both, and ends with them. */
function joined({ argv, readproctitle }: StartOrder): readonly string[] {
  if (readproctitle === undefined) return argv
  return ['/bin/sh', '-c', pipeline, 'svscan', String(argv.length), ...argv, ...readproctitle]
}

/** The first word is a number: so many words after it are one command, and the rest is the command that reads its output. */
const pipeline =
  'n=$1; shift; { i=0; t=$#; for w; do [ $i -ge $n ] || set -- "$@" "$w"; i=$((i+1)); done; shift $t; exec "$@"; } 2>&1 | { shift $n; exec "$@"; }'

/** Groups first, the user last: afterwards none of this is permitted any more. */
function become({ uid, gid, groups }: Credentials): void {
  if (process.geteuid?.() !== 0) return
  // In a user namespace nobody may set groups, so skip what is right already.
  if (uid !== 0 || !isSame(new Set(process.getgroups?.()), new Set([...groups, process.getegid?.() ?? gid])))
    process.setgroups?.([...groups])
  if (process.getegid?.() !== gid || process.getgid?.() !== gid) process.setgid?.(gid)
  if (uid !== 0) process.setuid?.(uid)
}

function isSame(one: ReadonlySet<number>, other: ReadonlySet<number>): boolean {
  return one.size === other.size && [...one].every(each => other.has(each))
}

function goTo(directory: string): void {
  try {
    process.chdir(directory)
  } catch {
    process.chdir('/')
  }
}

/** Searches as execvp(3) does. Nobody would see the error of prlimit about a missing program. */
function requireProgram(program: string, path = '/bin:/usr/bin'): void {
  const places = program.includes('/') ? [program] : path.split(':').map(each => `${each || '.'}/${program}`)
  const found = places.find(isExecutable)
  if (found === undefined)
    throw new Error(`${program}: no such program${program.includes('/') ? '' : ` in ${path}`}`)
  if (process.geteuid?.() !== 0) return
  const other = whoMayReplace(found, [0])
  if (other !== null)
    throw new Error(`${found}: ${other.who} can change ${other.path}, so root does not start it`)
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** As that user, and only the very file that it wrote to before. Where that fails, svscan runs all the same. */
function reopen(file: OutputFile | null): number | 'ignore' {
  if (file === null) return 'ignore'
  try {
    const { O_WRONLY, O_APPEND, O_NOFOLLOW, O_NONBLOCK } = constants
    const descriptor = openSync(encodeBytes(file.path), O_WRONLY | O_APPEND | O_NOFOLLOW | O_NONBLOCK)
    const stats = fstatSync(descriptor)
    if (!stats.isFile() || fileId(stats) !== file.id) throw new Error('it is another file by now')
    const other = process.geteuid?.() === 0 ? whoMayChange(file.path, stats, [0]) : null
    if (other !== null) throw new Error(`${other.who} can change ${other.path}`)
    return descriptor
  } catch (error) {
    process.stderr.write(
      `what it prints goes to /dev/null, not to ${file.path}: ${(error as Error).message}\n`,
    )
    return 'ignore'
  }
}

function tryOut([file = '', ...words]: readonly string[], env: StartOrder['environment']): void {
  const { status, stderr, error } = spawnSync(file, words, {
    env: { ...env },
    encoding: 'utf8',
    timeout: 5_000,
  })
  if (status !== 0) fail(error ?? new Error(stderr.trim()))
}

function fail({ message }: Error): never {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}

try {
  start(JSON.parse(readFileSync(0, 'utf8')))
} catch (error) {
  fail(error as Error)
}
