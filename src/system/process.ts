/**
 * What is there now, as values. `Observation` is what was read at one instant; `System` (interpret.ts)
 * adds what follows from it. Nothing further in sees a Buffer or a raw line of /proc.
 */

/** Device and inode, `DEVICE:INODE`: the same file under whatever name. */
export type FileId = string

/** A process is a pid and its start time (field 22 of /proc/PID/stat, clock ticks since boot): pids are reused. */
export interface ProcessId {
  readonly pid: number
  readonly startTime: number
}

/** R, S, D, Z, T, t, X or I: field 3 of /proc/PID/stat. */
export type ProcessState = string

export interface Process extends ProcessId {
  readonly parent: number
  readonly processGroup: number
  readonly session: number
  /** Device number of the controlling terminal; 0: none. */
  readonly terminal: number
  readonly state: ProcessState
  /** The kernel's name for it (comm), at most 15 bytes. */
  readonly command: string
  /** argv; empty for zombies, for kernel threads and where it was not read. */
  readonly arguments: readonly string[]
  /** Owner of /proc/PID: the effective uid; -1 where it was not asked. */
  readonly uid: number
  /** null: not read, or not permitted. */
  readonly workingDirectory: WorkingDirectory | null
  /** What open descriptors point to (`pipe:[123]`, a path); only those that were looked at. */
  readonly descriptors: Readonly<Record<number, string>>
}

export interface WorkingDirectory {
  /** As readlink of /proc/PID/cwd gives it, without the ` (deleted)`. */
  readonly path: string
  readonly deleted: boolean
  readonly id: FileId
}
