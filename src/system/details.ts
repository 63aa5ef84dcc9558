import type { FileId } from './process.js'

/** Read only if something in the first look asks for it, so that most looks do not pay for it. */
export interface Details {
  /** The last lines of a log, at most 2 KiB of it, by the service directory's id; for services that have just been started. */
  readonly logTails: ReadonlyMap<FileId, readonly string[]>
  /** Why no supervise could start, by the directory's id; for directories without a supervise, or with one that svc cannot reach. */
  readonly obstacles: ReadonlyMap<FileId, readonly Obstacle[]>
  /** Locks of log directories that another process than the log's own multilog holds, by the id of `log`. */
  readonly logLocks: ReadonlyMap<FileId, readonly HeldLock[]>
  /** Processes that sleep in a write to their service's log pipe, by the service directory's id. */
  readonly blockedWriters: ReadonlyMap<FileId, BlockedWriters>
  /** Unread bytes in a log pipe, by its name (`pipe:[123]`); absent if svreset could not find out. */
  readonly unreadBytes: ReadonlyMap<string, number>
  /** Limits that `run` has lowered, by the pid of its supervise; only for services that have just ended. */
  readonly loweredLimits: ReadonlyMap<number, readonly string[]>
  /** supervises that could not fork and sleep now, by pid, with the limits that bind them. */
  readonly failedForks: ReadonlyMap<number, readonly ProcessLimit[]>
  /** Where in the kernel a process sleeps that was told to stop and has not, by pid. */
  readonly kernelWaits: ReadonlyMap<number, string>
  /** Another multilog that writes to the same directory, by the id of `log`. */
  readonly logTwins: ReadonlyMap<FileId, LogTwin>
  /** Processes of services, and of logs, that ignore SIGTERM. Only in the look that a plan is made on. */
  readonly termIgnored?: ReadonlySet<number>
  /** What the user of a log may not write to, by the id of `log`. */
  readonly logObstacles: ReadonlyMap<FileId, LogObstacle>
  /** What process 1 has got and may have come from a service, by pid. */
  readonly orphans: ReadonlyMap<number, Orphan>
  /** Of svscan, by pid. */
  readonly openFiles: ReadonlyMap<number, OpenFiles>
}

/** A directory in which another multilog writes at the same time, which its lock should have prevented. */
export interface LogTwin {
  readonly directory: string
  readonly pid: number
}

export interface LogObstacle {
  /** A directory, or a file in one. */
  readonly path: string
  readonly directory: string
  /** Whose it is, and who should write to it. */
  readonly owner: number
  readonly user: number
}

export interface Orphan {
  readonly startTime: number
  /** Where the shell was that started it (PWD), unless a login or another manager has left traces there. */
  readonly home: string | null
  /** The file that it executes. */
  readonly program: string | null
  /** Directories of services that keep exiting and whose `run` names its program, or a file among its arguments. */
  readonly namedBy: readonly FileId[]
  /** `tcp 127.0.0.1:80`, `unix /run/mysqld.sock`. */
  readonly listens: readonly string[]
  /** How many sockets of it have a peer in the network. */
  readonly connections: number
  /** Files that it has open and that are locked. */
  readonly locks: readonly string[]
  /** The directory of the service whose fghack waits for it. */
  readonly awaitedBy: FileId | null
}

export interface Obstacle {
  readonly kind: 'lock-held' | 'no-parent' | 'not-writable' | 'log-not-seen' | 'disk-full' | 'no-program'
  readonly path: string
  readonly reason: string
  /** The command that cures it, if there is one. */
  readonly mend?: string
  /** Who holds the lock. */
  readonly pids: readonly number[]
}

export interface HeldLock {
  readonly path: string
  readonly pid: number
}

export interface BlockedWriters {
  readonly pids: readonly number[]
  /** The first directory that multilog writes to; null if none is known. */
  readonly logDirectory: {
    readonly path: string
    readonly uid: number
    readonly freeBytes: number | null
  } | null
}

export interface OpenFiles {
  readonly softLimit: number
  /** null: unlimited. */
  readonly hardLimit: number | null
  readonly open: number
}

/** How many processes and threads are allowed, and how many exist. */
export interface ProcessLimit {
  readonly name: string
  readonly most: number
  readonly used: number
}
