import { lstatSync, readdirSync } from 'node:fs'
import { readLink, readProcFile, readRegularFile } from './read.js'
import type { Observation, Process } from './system.js'

/**
 * What is only asked about a svscan that is not as svscanboot leaves it: who reads its errors where no
 * readproctitle does, and what would start it again where no svscanboot does.
 */
export function observeSurroundings(
  processes: ReadonlyMap<number, Process>,
): Pick<Observation, 'pipeReaders' | 'keepers'> {
  const pipeReaders = new Map<string, readonly number[]>()
  const keepers = new Map<number, string>()
  const titles = new Set<string | undefined>()
  for (const { command, descriptors } of processes.values()) {
    if (command === 'readproctitle') titles.add(descriptors[0])
  }
  for (const svscan of processes.values()) {
    if (svscan.command !== 'svscan' || svscan.state === 'Z') continue
    const pipe = svscan.descriptors[2]
    if (pipe?.startsWith('pipe:') && !titles.has(pipe)) pipeReaders.set(pipe, readersOf(pipe, processes))
    const keeper = keeperOf(svscan, processes)
    if (keeper !== null) keepers.set(svscan.pid, keeper)
  }
  return { pipeReaders, keepers }
}

/** The mode of /proc/PID/fd/N tells how it was opened, proc_pid_fd(5). */
function readersOf(pipe: string, processes: ReadonlyMap<number, Process>): number[] {
  const readers: number[] = []
  for (const pid of processes.keys()) {
    try {
      const directory = `/proc/${pid}/fd`
      const reads = readdirSync(directory).some(
        fd => readLink(`${directory}/${fd}`) === pipe && (lstatSync(`${directory}/${fd}`).mode & 0o400) !== 0,
      )
      if (reads) readers.push(pid)
    } catch {
      // gone, or not ours to look at
    }
  }
  return readers
}

/** They start nothing again. */
export const shells = /^(?:sh|bash|dash|ash|ksh|mksh|zsh|fish|busybox)$/

/** A unit, a job, a line of inittab or another supervisor that runs svscan itself; null where none is seen. */
function keeperOf(svscan: Process, processes: ReadonlyMap<number, Process>): string | null {
  if (svscan.pid === 1) return 'svscan is process 1'
  const parent = processes.get(svscan.parent)
  // A login shell, or one at a terminal, starts nothing again.
  if (svscan.parent > 1 && parent !== undefined) {
    return shells.test(parent.command) && (svscan.terminal !== 0 || parent.arguments.length < 2)
      ? null
      : parent.command
  }
  return systemdUnit(svscan.pid) ?? upstartJob() ?? inittabLine()
}

function systemdUnit(pid: number): string | null {
  const cgroup = text(readProcFile(`/proc/${pid}/cgroup`))
  const unit = /\/([^/\n]+\.service)$/m.exec(cgroup)?.[1]
  if (unit === undefined) return null
  // svscan that somebody started by hand below ssh or cron shows their unit: only one that names svscan is its own.
  const places = [
    '/etc/systemd/system',
    '/run/systemd/system',
    '/usr/lib/systemd/system',
    '/lib/systemd/system',
  ]
  return places.some(place => /^ExecStart=.*svscan/m.test(file(`${place}/${unit}`))) ? unit : null
}

function upstartJob(): string | null {
  return /svscan/.test(file('/etc/init/svscan.conf')) ? 'the Upstart job svscan' : null
}

function inittabLine(): string | null {
  return /^[^#:]*:[^:]*:respawn:.*svscan/m.test(file('/etc/inittab')) ? '/etc/inittab' : null
}

function file(path: string): string {
  const read = readRegularFile(path, 65_536)
  return read.kind === 'read' ? text(read.bytes) : ''
}

function text(bytes: Uint8Array | null): string {
  return bytes === null ? '' : Buffer.from(bytes).toString('latin1')
}
