import type { Details } from './details.js'
import type { Disbelief, Family, FileId, Process, ProcessId, WorkingDirectory } from './process.js'
import type { Surroundings } from './surroundings.js'

export interface Directory {
  readonly path: string
  readonly id: FileId
}

/** For the link itself, not its target. Times in microseconds since the epoch. */
export interface LinkFacts {
  readonly target: string
  readonly uid: number
  readonly gid: number
  readonly modifiedMicroseconds: bigint
}

/** One name in the svscan directory. */
export interface Entry {
  readonly name: string
  readonly kind: 'link' | 'directory' | 'other'
  /** When this entry itself was made or changed, in milliseconds since the epoch (its ctime: an mtime can be set back). */
  readonly changed: number
  /** Only for a link. */
  readonly link: LinkFacts | null
  /** The directory that it leads to; null if that is missing or not a directory. */
  readonly directory: ServiceDirectory | null
  /** Why there is no directory: missing, not a directory, a loop, not permitted. */
  readonly problem: string | null
}

/** A directory in which supervise can run: that of a service, or of its log. */
export interface ServiceDirectory extends Directory {
  /** Permission bits and owner, to tell who may write there. */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly run: RunFile
  /** There is a file `down`, and it is not svreset's: normally down. */
  readonly normallyDown: boolean
  /** The run of svreset whose file `down` keeps the service down until the run is over. Absent: there is none. */
  readonly keptDownBy?: string
  readonly status: SuperviseStatus | null
  /** Why the status, if there is one, could not be read. */
  readonly statusProblem: string | null
  /** It could be read, and is not a status. */
  readonly statusMalformed: boolean
  /** supervise/control is a FIFO: svc can reach a supervise here. */
  readonly control: boolean | null
  /** What the names in supervise/ lead to. Absent in what earlier versions have recorded. */
  readonly files?: SuperviseFiles
  /** `log`, when it is a directory (or leads to one). */
  readonly log: ServiceDirectory | null
  /** Why nobody can tell what `log` is: a loop, or not permitted. null also if it is missing or a file. */
  readonly logProblem: string | null
}

/** `hidden`: we may not look. */
export type SuperviseFile =
  | { readonly kind: 'fifo' | 'file' | 'other'; readonly id: FileId }
  | { readonly kind: 'missing' | 'hidden' }

export type SuperviseFiles = Readonly<Record<'lock' | 'ok' | 'control', SuperviseFile>>

export type RunFile =
  | {
      readonly kind: 'executable'
      readonly mode: number
      readonly uid: number
      readonly gid: number
      readonly interpreter: Interpreter | null
      /** The mount point of its file system, where that is mounted noexec. */
      readonly noexec?: string
    }
  | { readonly kind: 'not-executable'; readonly mode: number; readonly uid: number; readonly gid: number }
  | { readonly kind: 'missing' }
  | { readonly kind: 'unreadable'; readonly reason: string }

export interface Interpreter {
  /** From the `#!` line; empty if a text file has none. */
  readonly path: string
  readonly usable: boolean
  /** An editor of another system has saved it: with CR LF at the ends of lines, or a byte order mark before `#!`. */
  readonly saved?: 'crlf' | 'bom'
}

/** `started`: its `start` has done everything, and there is no `run`. `failed`: it ended with 100, and supervise gave up. */
export type SuperviseStage = 'stopped' | 'starting' | 'started' | 'running' | 'stopping' | 'failed'

/** What supervise/status says of one process. */
export interface HalfStatus {
  readonly pid: number
  readonly paused: boolean
  /** null: neither is wanted: it runs once (svc -o), or has done so. */
  readonly want: 'up' | 'down' | null
  /** The stamp in it: the last change of state, which an order is not. Milliseconds since the epoch. */
  readonly changed: number
  /** When the file was last written: the last order, or a later change. null: not asked, as it is wanted up, and not paused. */
  readonly ordered: number | null
  /** The state in the words of daemontools-encore; null if daemontools itself wrote it. */
  readonly stage: SuperviseStage | null
}

/** supervise/status, decoded (status/ describes the formats). */
export interface SuperviseStatus extends HalfStatus {
  /** The other process of the same supervise, if daemontools-encore runs an executable file `log`; pid 0: down. */
  readonly log: HalfStatus | null
  /** Its script ./finish runs, and has the pid. Absent: neither runit nor s6 wrote it. */
  readonly finishing?: boolean
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
  /** Services whose links are out, as their entries would be. Only with `observe(directory, { recorded })`. */
  readonly out: readonly Entry[]
  readonly processes: ReadonlyMap<number, Process>
  /** svreset itself and the processes above it: never ended. */
  readonly self: { readonly pid: number; readonly uid: number }
  /** If no readproctitle reads svscan's errors: the readers of that pipe, by its name. */
  readonly pipeReaders: ReadonlyMap<string, readonly number[]>
  /** Only with `observe(directory, { around: true })`. */
  readonly surroundings: Surroundings | null
  /** Only with `observe(directory, { closely: true })`. */
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
  /** Its parent, if that is a svscanboot. */
  readonly svscanboot: Process | null
  /** The reader of the pipe of its standard error, if there is one. */
  readonly readproctitle: Readproctitle | null
  /** Other readers of that pipe, by pid; null if readproctitle reads it, or if its standard error is not a pipe. */
  readonly errorReaders: readonly number[] | null
}

/** A process in the place of a program of daemontools, with its name, that is not believed to be it. */
export interface Impostor {
  readonly process: Process
  /** `svscan`, `supervise`, `readproctitle` or `svscanboot`. */
  readonly as: string
  readonly why: Disbelief
  /** The service in whose directory it is; null: it is not a supervise. */
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
  /** Its service, by the name of the entry; null if no entry leads to its directory. */
  readonly service: string | null
  /** The svscan of this directory that is its parent. */
  readonly svscan: ProcessId | null
  /** A living svscan of another directory that is its parent. Then it belongs to that svscan, although this directory has a link to it too. */
  readonly otherSvscan: Process | null
  readonly directory: WorkingDirectory | null
  /** Its living or defunct child, which runs `run`. */
  readonly child: Process | null
  /** The executable file `log` that daemontools-encore's supervise runs beside it. Absent or null: none runs. */
  readonly logChild?: Process | null
  /** svc can reach it: what `supervise/control` leads to is the FIFO that it holds. */
  readonly reachable: boolean
}

export interface Service {
  readonly name: string
  readonly entry: Entry
  readonly directory: ServiceDirectory
  /** Also those of another svscan. */
  readonly supervises: readonly Supervise[]
  readonly logSupervises: readonly Supervise[]
}

/** A service that a supervisor of another family keeps; its supervises are those. svreset looks at it, and acts on nothing of it. */
export interface ForeignService extends Service {
  readonly family: Family
}

export interface System extends Observation {
  readonly svscans: readonly Svscan[]
  /** svscans that may be of this directory: their working directory is hidden. */
  readonly hiddenSvscans: readonly Process[]
  /** Never counted, never ended, never started again. */
  readonly impostors: readonly Impostor[]
  /** Some processes of daemontools, or their working directories, are hidden. Something that svreset does not see may still exist. */
  readonly blind: boolean
  readonly supervises: readonly Supervise[]
  /** One for each directory that an entry leads to, in byte order of the entries; none that only another family keeps. */
  readonly services: readonly Service[]
  /** Those that another family keeps, also where a supervise runs there too. */
  readonly foreign: readonly ForeignService[]
  /** Supervisors of other families that belong here, and whose directories no entry leads to any more. */
  readonly foreignStrays: readonly Supervise[]
  /** The scanners of other families that look at this directory: runsvdir, s6-svscan. */
  readonly foreignScanners: readonly Process[]
  /** The same for the entries that are out. */
  readonly unlinked: readonly Service[]
  readonly children: ReadonlyMap<number, readonly Process[]>
}
