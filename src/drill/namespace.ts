import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { ExitCode, UserError } from '../errors.js'
import { guardScript, initScript, rootScript } from './pid-one.js'
import { systemPath } from './search-path.js'

/** A living private set of namespaces: its own process table, its own mounts, its own PID 1. */
export interface Namespace {
  /** The argv that runs `argv` inside, as a child of ours; standard streams are passed on. */
  enter(argv: readonly string[]): [string, ...string[]]
  /** Kills everything inside; returns when the kernel has taken down the last process. */
  close(): Promise<void>
}

interface NamespaceOptions {
  /** Whether PID 1 starts svscanboot again when it exits. */
  readonly respawn: boolean
  /** Kills everything inside, at any time. */
  readonly signal?: AbortSignal | undefined
}

/** Makes the namespaces and a PID 1 in them that has not yet started svscanboot. */
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
  // 'close' and not 'exit', so that the complaint has been read to its end by then.
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
  const nsenter = ['nsenter', ...user, `--mount=${namespaces}/mnt`, `--pid=${namespaces}/pid_for_children`]
  return { enter: argv => [...nsenter, '--', ...argv] as [string, ...string[]], close }
}

function unshareArgv(privileged: boolean, options: NamespaceOptions): string[] {
  const flags = ['--mount', '--pid', '--fork', '--kill-child', '--mount-proc', '--propagation', 'private']
  if (!privileged) flags.push('--map-root-user')
  const respawn = options.respawn ? 'respawn' : 'no-respawn'
  return ['unshare', ...flags, 'sh', '-c', rootScript, 'svreset-drill', initScript, respawn]
}

function refusal(complaint: string, privileged: boolean): UserError {
  const reason = complaint.trim().split('\n').slice(0, 3).join('; ')
  if (/overlay|special device|filesystem type/.test(reason)) {
    return new UserError(ExitCode.refused, 'the drill could not mount its private file systems', {
      reason,
      next: 'use a kernel with overlayfs (5.11 or newer where you are not root)',
    })
  }
  return new UserError(ExitCode.refused, 'the drill could not make its private namespaces', {
    reason,
    next: privileged
      ? 'run it where namespaces are allowed: not in a container without CAP_SYS_ADMIN'
      : 'run it as root, or allow user namespaces (sysctl kernel.unprivileged_userns_clone, user.max_user_namespaces)',
  })
}

/** Reads what the guard says: the pid of unshare, then `ready`; or nothing more, where unshare failed. */
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
