import type { Snapshot } from '../contract/snapshot.js'
import { interpret } from '../system/interpret.js'
import type { Process } from '../system/process.js'
import type { Observation, System } from '../system/system.js'

export function toSnapshot(system: System): Snapshot {
  const { time, ticks, ticksPerSecond, host, bootId, svscanDirectory, entries } = system
  return {
    ...{ time, ticks, ticksPerSecond, host, bootId, svscanDirectory },
    entries: entries.map(entry => ({
      ...entry,
      link:
        entry.link === null
          ? null
          : { ...entry.link, modifiedMicroseconds: String(entry.link.modifiedMicroseconds) },
    })),
    processes: relevantProcesses(system),
  }
}

/** The system as it was. */
export function fromSnapshot(snapshot: Snapshot, now: System): System {
  return interpret({
    ...observed(snapshot),
    // The same directory, perhaps with another name, or on a device with a new number.
    svscanDirectory: now.svscanDirectory,
    bootId: now.bootId,
    processes:
      snapshot.bootId === now.bootId ? byPid(snapshot.processes) : afterReboot(snapshot.processes, now),
    self: now.self,
    surroundings: now.surroundings,
    // What was left to process 1 is looked at as it is now.
    details: now.details,
  })
}

/** The system as it was, for looking only: nothing in it needs to exist now. */
export function pictured(snapshot: Snapshot): System {
  return interpret(observed(snapshot))
}

function observed(snapshot: Snapshot): Observation {
  return {
    ...snapshot,
    entries: snapshot.entries.map(entry => ({
      ...entry,
      link:
        entry.link === null
          ? null
          : { ...entry.link, modifiedMicroseconds: BigInt(entry.link.modifiedMicroseconds) },
    })),
    processes: byPid(snapshot.processes),
    self: { pid: 0, uid: 0 },
    pipeReaders: new Map(),
    surroundings: null,
    details: null,
    unreadable: [],
    out: [],
  }
}

function byPid(processes: readonly Process[]): Map<number, Process> {
  return new Map(processes.map(process => [process.pid, process]))
}

/**
 * The machine was restarted, so the old pids mean nothing any more, and what keeps svscan running is what does so now.
 * The old supervises still tell which services ran; they get pids that no process can have.
 */
function afterReboot(processes: readonly Process[], now: System): Map<number, Process> {
  const services = processes
    .filter(
      ({ command, relative }) =>
        relative === undefined && !['svscan', 'svscanboot', 'readproctitle'].includes(command),
    )
    // Their svscan is gone, and the old pipes lead nowhere. Nothing contradicts what they were.
    .map(process => ({
      ...process,
      pid: -process.pid,
      parent: -process.parent,
      startTime: -1,
      descriptors: {},
    }))
  return new Map([...now.processes, ...byPid(services)])
}

function relevantProcesses(system: System): Process[] {
  const found = new Map<number, Process>()
  const add = (process: Process) => {
    if (found.has(process.pid)) return
    found.set(process.pid, process)
    for (const child of system.children.get(process.pid) ?? []) add(child)
  }
  for (const { process, svscanboot, readproctitle } of system.svscans) {
    if (svscanboot !== null) found.set(svscanboot.pid, svscanboot)
    if (readproctitle !== null) found.set(readproctitle.process.pid, readproctitle.process)
    // The zombies of svscan belong to no service, but a reader of the journal wants to see them.
    add(process)
  }
  for (const { process } of system.supervises) add(process)
  // What is not ours must be known as such when the run is resumed.
  for (const process of system.processes.values()) if (process.relative !== undefined) add(process)
  return [...found.values()]
}
