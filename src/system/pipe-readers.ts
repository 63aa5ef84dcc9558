import { lstatSync, readdirSync } from 'node:fs'
import { isProgram, type Process } from './process.js'
import { readLink } from './read.js'
import type { Observation } from './system.js'

/** Who reads the errors of a svscan without a readproctitle. Checked only then, because it is expensive. */
export function observePipeReaders(processes: ReadonlyMap<number, Process>): Observation['pipeReaders'] {
  const pipeReaders = new Map<string, readonly number[]>()
  const titles = new Set<string | undefined>()
  for (const process of processes.values()) {
    if (isProgram(process, 'readproctitle')) titles.add(process.descriptors[0])
  }
  for (const svscan of processes.values()) {
    if (!isProgram(svscan, 'svscan') || svscan.state === 'Z') continue
    const pipe = svscan.descriptors[2]
    if (pipe?.startsWith('pipe:') && !titles.has(pipe)) pipeReaders.set(pipe, readersOf(pipe, processes))
  }
  return pipeReaders
}

/** The mode of /proc/PID/fd/N shows how it was opened, proc_pid_fd(5). */
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
