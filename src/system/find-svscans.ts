import { isProgram, isSvscanboot, type Process } from './process.js'
import { isLive } from './supervise-state.js'
import type { Observation, Readproctitle, Svscan } from './system.js'

/** Each that runs, by the pipe that it reads. */
export function readproctitlesByPipe(observation: Observation): ReadonlyMap<string, Readproctitle> {
  const byPipe = new Map<string, Readproctitle>()
  for (const process of observation.processes.values()) {
    if (!isProgram(process, 'readproctitle') || !isLive(process)) continue
    const pipe = process.descriptors[0]
    // readproctitle writes into its own last argument: the dots are its room.
    if (pipe?.startsWith('pipe:')) byPipe.set(pipe, { process, title: process.arguments.at(-1) ?? '' })
  }
  return byPipe
}

/** Those of this directory, the oldest first. */
export function findSvscans(observation: Observation, pipes: ReadonlyMap<string, Readproctitle>): Svscan[] {
  const found: Svscan[] = []
  for (const process of observation.processes.values()) {
    if (!isProgram(process, 'svscan') || !isLive(process) || isFork(process, observation)) continue
    if (process.workingDirectory?.id !== observation.svscanDirectory.id) continue
    const parent = observation.processes.get(process.parent)
    found.push({
      process,
      svscanboot: parent !== undefined && isSvscanboot(parent) ? parent : null,
      readproctitle: readproctitleOf(process, observation, pipes),
      errorReaders: observation.pipeReaders.get(process.descriptors[2] ?? '') ?? null,
    })
  }
  return found.sort((a, b) => a.process.startTime - b.process.startTime)
}

/** By the pipe; if that is hidden, the one that the same svscanboot started. */
function readproctitleOf(
  svscan: Process,
  observation: Observation,
  pipes: ReadonlyMap<string, Readproctitle>,
): Readproctitle | null {
  const pipe = svscan.descriptors[2]
  if (pipe !== undefined || svscan.parent === 1) return pipes.get(pipe ?? '') ?? null
  for (const process of observation.processes.values()) {
    if (!isProgram(process, 'readproctitle') || process.parent !== svscan.parent) continue
    return { process, title: process.arguments.at(-1) ?? '' }
  }
  return null
}

/** Those of which nobody may see where they run. */
export function findHiddenSvscans(observation: Observation, svscans: readonly Svscan[]): Process[] {
  const known = new Set(svscans.map(({ process }) => process.pid))
  return [...observation.processes.values()].filter(
    process =>
      isProgram(process, 'svscan') &&
      isLive(process) &&
      process.workingDirectory === null &&
      !known.has(process.pid) &&
      !isFork(process, observation),
  )
}

/**
 * A fork that has not yet started its program looks like its parent, in the same directory. Its arguments are read a
 * moment later, and may already be those of the program. But svscan starts no other svscan.
 */
export function isFork(process: Process, observation: Observation): boolean {
  const parent = observation.processes.get(process.parent)
  return (
    parent?.impostor === undefined &&
    parent?.command === process.command &&
    (process.command === 'svscan' || parent.arguments.join('\0') === process.arguments.join('\0'))
  )
}
