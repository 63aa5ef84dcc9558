import { closeSync, openSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { onTestFinished } from 'vitest'

/** What identifies one drill from the host's side: its namespaces, and the guard outside of them. */
export interface DrillIdentity {
  readonly mount: string
  readonly pid: string
  readonly guard: number
}

/**
 * Reads the output of `readlink /proc/self/ns/mnt /proc/self/ns/pid`, run inside, while the drill lives. Holds the
 * namespaces until the test has ended: the kernel gives the number of one that has gone to the next, of another test.
 */
export function identify(links: string): DrillIdentity {
  const [mount = '', pid = ''] = links.trim().split('\n')
  const unshare = hostProcesses().find(process => link(process, 'mnt') === mount && isUnshare(process))
  for (const namespace of ['mnt', 'pid_for_children']) {
    const descriptor = openSync(`/proc/${unshare}/ns/${namespace}`, 'r')
    onTestFinished(() => closeSync(descriptor))
  }
  const guard = Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${unshare}/status`, 'utf8'))?.[1])
  return { mount, pid, guard }
}

/**
 * Processes of the host that still belong to the drill, as /proc/PID/stat shows them. A zombie, which some init will
 * reap in its own time, is none.
 */
export function traces({ mount, pid, guard }: DrillIdentity): string[] {
  return hostProcesses()
    .filter(
      process =>
        (process === guard && link(process, 'mnt') !== undefined) ||
        link(process, 'mnt') === mount ||
        [link(process, 'pid'), link(process, 'pid_for_children')].includes(pid),
    )
    .map(process => stat(process) ?? `${process} (has gone meanwhile)`)
}

function stat(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'latin1').split(' ', 5).join(' ')
  } catch {
    return undefined
  }
}

function hostProcesses(): number[] {
  return readdirSync('/proc').map(Number).filter(Number.isInteger)
}

function isUnshare(pid: number): boolean {
  return readFileSync(`/proc/${pid}/comm`, 'utf8') === 'unshare\n'
}

/** Undefined for a zombie, and for a process that has gone. */
function link(pid: number, namespace: string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/ns/${namespace}`)
  } catch {
    return undefined
  }
}
