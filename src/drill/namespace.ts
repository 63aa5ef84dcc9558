import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { ExitCode, UserError } from '../errors.js'
import { copyRootScript } from './copy/root.js'
import { guardScript, initScript, rootScript } from './pid-one.js'
import { systemPath } from './search-path.js'

/** A living set of private namespaces: its own process table, its own mounts, its own PID 1. */
export interface Namespace {
  /** The argv that runs `argv` inside, as a child of svreset, with svreset's standard streams. */
  enter(argv: readonly string[]): [string, ...string[]]
  /** Kills everything inside. Returns when the kernel has ended the last process. */
  close(): Promise<void>
}

interface NamespaceOptions {
  /** Whether PID 1 starts svscanboot again when it exits. */
  readonly respawn: boolean
  /** A root of its own, in which nothing of the machine is but its programs; also without its network. */
  readonly copy?: CopyRoot | undefined
  /** Kills everything inside, at any time. */
  readonly signal?: AbortSignal | undefined
}

export interface CopyRoot {
  readonly host: string
  /** Programs outside of /usr: files, and directories. */
  readonly programs: readonly string[]
}

/** Makes the namespaces and a PID 1 in them, which does not start svscanboot yet. */
export async function startNamespace(options: NamespaceOptions): Promise<Namespace> {
  options.signal?.throwIfAborted()
  const privileged = process.getuid?.() === 0
  const guard = spawn('sh', ['-c', guardScript, 'svreset-drill-guard', ...unshareArgv(privileged, options)], {
    cwd: '/',
    // A session of its own: Ctrl-C and a hangup are for COMMAND, never for the guard.
    detached: true,
    env: { PATH: systemPath },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  // 'close' and not 'exit', so that the error output is complete by then.
  const exited = once(guard, 'close')
  const close = async () => {
    guard.stdin.destroy()
    await exited
  }
  options.signal?.addEventListener('abort', () => guard.stdin.destroy())
  const { pid, ready, complaint } = await firstWords(guard.stdout, guard.stderr)
  if (!ready) {
    await close()
    throw refusal(complaint(), privileged)
  }
  const namespaces = `/proc/${pid}/ns`
  const user = privileged ? [] : [`--user=${namespaces}/user`, '--preserve-credentials']
  const own = options.copy === undefined ? [] : alone.map(name => `--${name}=${namespaces}/${name}`)
  const nsenter = [
    ...['nsenter', ...user, ...own],
    ...[`--mount=${namespaces}/mnt`, `--pid=${namespaces}/pid_for_children`],
  ]
  return { enter: argv => [...nsenter, '--', ...argv] as [string, ...string[]], close }
}

/** A copy shares none of these with the machine. */
const alone = ['net', 'ipc', 'uts'] as const

function unshareArgv(privileged: boolean, options: NamespaceOptions): string[] {
  const flags = ['--mount', '--pid', '--fork', '--kill-child', '--mount-proc', '--propagation', 'private']
  if (!privileged) flags.push('--map-root-user')
  const respawn = options.respawn ? 'respawn' : 'no-respawn'
  if (options.copy === undefined)
    return ['unshare', ...flags, 'sh', '-c', rootScript, 'svreset-drill', initScript, respawn]
  const { host, programs } = options.copy
  const root = [initScript, respawn, host, privileged ? 'privileged' : 'unprivileged', ...programs]
  flags.push(...alone.map(name => `--${name}`))
  return ['unshare', ...flags, 'sh', '-c', copyRootScript, 'svreset-rehearse', ...root]
}

function refusal(complaint: string, privileged: boolean): UserError {
  const reason = complaint.trim().split('\n').slice(0, 3).join('; ')
  if (/overlay|special device|filesystem type/.test(reason)) {
    return new UserError(ExitCode.refused, 'unable to mount the private file systems of the drill', {
      reason,
      next: 'use a kernel with overlayfs (5.11 or newer if you are not root)',
    })
  }
  return new UserError(ExitCode.refused, 'unable to make the private namespaces of the drill', {
    reason,
    next: privileged
      ? 'run the command where namespaces are allowed, not in a container without CAP_SYS_ADMIN'
      : 'run the command as root, or allow user namespaces (sysctl kernel.unprivileged_userns_clone, user.max_user_namespaces)',
  })
}

/** Reads the output of the guard: the pid of unshare, then `ready`; nothing more if unshare failed. */
async function firstWords(stdout: Readable, stderr: Readable) {
  let complaint = ''
  stderr.setEncoding('utf8').on('data', chunk => {
    complaint += chunk
  })
  let pid = ''
  let ready = false
  for await (const line of createInterface({ input: stdout })) {
    if (pid === '') pid = line
    else ready = line === 'ready'
    if (ready) break
  }
  stdout.destroy()
  return { pid, ready, complaint: () => complaint }
}
