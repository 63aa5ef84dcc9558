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
  /** It bears the name of a program of daemontools, and is not believed to be it: why. */
  readonly impostor?: Disbelief
}

/** Why a process is not believed to be what its name says. Any user can call a program svscan. */
export type Disbelief =
  /** It runs, or was started, by neither root nor the owner of the svscan directory. */
  | { readonly kind: 'user'; readonly uid: number }
  /** Its executable gives its own rights to whoever calls it. */
  | { readonly kind: 'set-id'; readonly path: string }
  /** It has another root directory (this one), or other mounts or processes (null): its paths and pids are others. */
  | { readonly kind: 'elsewhere'; readonly root: string | null }
  /** Somebody else may change what it runs, or the directory that holds it. */
  | { readonly kind: 'changeable'; readonly path: string; readonly who: string }

export type Program = 'svscan' | 'supervise' | 'readproctitle'

/** It is this program: not its name alone says so. */
export function isProgram({ command, impostor }: Process, program: Program): boolean {
  return command === program && impostor === undefined
}

export interface WorkingDirectory {
  /** As readlink of /proc/PID/cwd gives it, without the ` (deleted)`. */
  readonly path: string
  readonly deleted: boolean
  readonly id: FileId
}

export function isSvscanboot(process: Process): boolean {
  return process.impostor === undefined && looksLikeSvscanboot(process)
}

/** svscanboot is a shell script: the kernel names it so, or its shell got it as an argument. */
export function looksLikeSvscanboot(process: Process): boolean {
  if (process.command === 'svscanboot') return true
  const [, script] = process.arguments
  return script !== undefined && /(^|\/)svscanboot$/.test(script)
}
