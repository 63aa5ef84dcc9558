import type { Details } from './details.js'
import type { Disbelief, FileId, Process, ProcessId, WorkingDirectory } from './process.js'
import type { Surroundings } from './surroundings.js'

export interface Directory {
  readonly path: string
  readonly id: FileId
}

/** Of the link itself, not of its target; times in microseconds since the epoch. */
export interface LinkFacts {
  readonly target: string
  readonly uid: number
  readonly gid: number
  readonly modifiedMicroseconds: bigint
}

/** One name in the service directory. */
export interface Entry {
  readonly name: string
  readonly kind: 'link' | 'directory' | 'other'
  /** When this entry itself was made or changed, milliseconds since the epoch (its ctime: an mtime can be set back). */
  readonly changed: number
  /** Present for a link only. */
  readonly link: LinkFacts | null
  /** Where it leads; null where that is no directory or is missing. */
  readonly directory: ServiceDirectory | null
  /** Why there is no directory: missing, not a directory, a loop, not permitted. */
  readonly problem: string | null
}

/** A directory that supervise can run in: a service's, or its log's. */
export interface ServiceDirectory extends Directory {
  /** Permission bits and owner, for the question who may write there. */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly run: RunFile
  /** A file `down` is there: normally down. */
  readonly normallyDown: boolean
  readonly status: SuperviseStatus | null
  /** Why the status could not be read, if it is there. */
  readonly statusProblem: string | null
  /** It could be read, and is no status. */
  readonly statusMalformed: boolean
  /** supervise/control is a FIFO: svc can reach a supervise here. null: not asked, in a brief look. */
  readonly control: boolean | null
  /** `log`, when it is a directory (or leads to one). */
  readonly log: ServiceDirectory | null
  /** Why nobody can tell what `log` is: a loop, not permitted; null also where it is not there, or a file. */
  readonly logProblem: string | null
}

export type RunFile =
  | {
      readonly kind: 'executable'
      readonly mode: number
      readonly uid: number
      readonly gid: number
      readonly interpreter: Interpreter | null
    }
  | { readonly kind: 'not-executable'; readonly mode: number; readonly uid: number; readonly gid: number }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable'; readonly reason: string }

export interface Interpreter {
  /** As the `#!` line names it; empty where a text file names none. */
  readonly path: string
  readonly usable: boolean
}

/** `started`: its `start` has done all, and there is no `run`. `failed`: it ended with 100, and was given up. */
export type SuperviseStage = 'stopped' | 'starting' | 'started' | 'running' | 'stopping' | 'failed'

/** supervise/status, decoded (the format is described in supervise-status.ts). */
export interface SuperviseStatus {
  readonly pid: number
  readonly paused: boolean
  readonly want: 'up' | 'down' | null
  /** When it was last written: the last order or change. Milliseconds since the epoch. */
  readonly changed: number
  /** How daemontools-encore calls it; null where daemontools itself wrote it. */
  readonly stage: SuperviseStage | null
  /** The other process of the same supervise, where daemontools-encore runs an executable file `log`; pid 0: down. */
  readonly log: { readonly pid: number; readonly paused: boolean } | null
}

export interface Observation {
  /** Milliseconds since the epoch. */
  readonly time: number
  /** Clock ticks since boot, on the scale of `startTime`. */
  readonly ticks: number
  readonly ticksPerSecond: number
  readonly host: string
  readonly bootId: string
  readonly svscanDirectory: Directory & { readonly mode: number; readonly uid: number; readonly gid: number }
  readonly entries: readonly Entry[]
  readonly processes: ReadonlyMap<number, Process>
  /** Who is looking: these are never ended. */
  readonly self: { readonly pid: number; readonly uid: number }
  /** Where svscan's errors go that no readproctitle reads: the readers of the pipe, by its name. */
  readonly pipeReaders: ReadonlyMap<string, readonly number[]>
  /** What only `observe(directory, { around: true })` looks at. */
  readonly surroundings: Surroundings | null
  /** What only `observe(directory, { closely: true })` looks at. */
  readonly details: Details | null
  /** What could not be read, and what that hides. */
  readonly unreadable: readonly Unreadable[]
}

export interface Unreadable {
  readonly what: string
  readonly hides: string
  readonly pids: readonly number[]
}

export interface Svscan {
  readonly process: Process
  /** Its parent, where that is a svscanboot. */
  readonly svscanboot: Process | null
  /** The reader of its standard error's pipe, where there is one. */
  readonly readproctitle: Readproctitle | null
  /** Who else reads that pipe, by pid; null where readproctitle does, or its standard error is no pipe. */
  readonly errorReaders: readonly number[] | null
}

/** It stands where a program of daemontools would, bears its name, and is not believed to be it. */
export interface Impostor {
  readonly process: Process
  /** `svscan`, `supervise`, `readproctitle` or `svscanboot`. */
  readonly as: string
  readonly why: Disbelief
  /** In whose directory it is; null: it is no supervise. */
  readonly service: string | null
}

export interface Readproctitle {
  readonly process: Process
  /** The title without its leading words: dots, and messages separated by newlines. */
  readonly title: string
}

export interface Supervise {
  readonly process: Process
  readonly role: 'service' | 'log'
  /** Its service, by the entry's name; null where no entry leads to its directory. */
  readonly service: string | null
  /** The svscan of this directory that is its parent. */
  readonly svscan: ProcessId | null
  /** A living svscan of another directory that is its parent: then it is that one's, though a link leads to it from here too. */
  readonly otherSvscan: Process | null
  readonly directory: WorkingDirectory | null
  /** Its living or defunct child: what runs `run`. */
  readonly child: Process | null
  /** svc can reach it: its directory is there and is known to hold a control FIFO. */
  readonly reachable: boolean
}

export interface Service {
  readonly name: string
  readonly entry: Entry
  readonly directory: ServiceDirectory
  /** Those of another svscan too. */
  readonly supervises: readonly Supervise[]
  readonly logSupervises: readonly Supervise[]
}

export interface System extends Observation {
  readonly svscans: readonly Svscan[]
  /** svscans that may be ours: where they run is hidden from us. */
  readonly hiddenSvscans: readonly Process[]
  /** Never counted, never ended, never started again. */
  readonly impostors: readonly Impostor[]
  /** Some of daemontools' processes, or where they run, is hidden from us: what is not seen may yet be there. */
  readonly blind: boolean
  readonly supervises: readonly Supervise[]
  /** One for each directory that an entry leads to, in the order of the entries' bytes. */
  readonly services: readonly Service[]
  readonly children: ReadonlyMap<number, readonly Process[]>
}
