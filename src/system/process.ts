/**
 * The present state, as values. `Observation` is what was read at one instant; `System` (interpret.ts)
 * adds what follows from it. No code above this folder sees a Buffer or a raw line of /proc.
 */

/** Device and inode, `DEVICE:INODE`: the same file, whatever its name. */
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
  /** argv; empty for zombies, for kernel threads, and if it was not read. */
  readonly arguments: readonly string[]
  /** Owner of /proc/PID: the effective uid; -1 if it was not read. */
  readonly uid: number
  /** null: not read, or not permitted. */
  readonly workingDirectory: WorkingDirectory | null
  /** The targets of open descriptors (`pipe:[123]`, a path); only of those that were read. */
  readonly descriptors: Readonly<Record<number, string>>
  /** How it ended, in the form of wait(2), for a zombie only. 0 also if svreset may not see it. */
  readonly waitStatus?: number
  /** It bears the name of a program of daemontools, and is not believed to be it: why. */
  readonly impostor?: Disbelief
  /** For a supervise: the files of its directory supervise/ that it holds open. Absent if they were not read, or are hidden. */
  readonly held?: HeldFiles
  /** It belongs to another family of supervisors, and what it keeps matters here. */
  readonly relative?: Relative
}

/** Families of supervisors beside daemontools and daemontools-encore. svreset looks at what they keep, and acts on none of it. */
export const families = ['runit', 's6', 'other'] as const
export type Family = (typeof families)[number]

export interface Relative {
  readonly family: Family
  /** A scanner starts the supervisors of a directory of links, as svscan does. */
  readonly is: 'scanner' | 'supervisor'
  /** That directory of links, or the directories of services and logs: by device and inode. */
  readonly keeps: readonly FileId[]
}

/** Why a process is not believed to be what its name says. Any user can call a program svscan. */
export type Disbelief =
  /** Neither root nor the owner of the svscan directory runs it, or started it. */
  | { readonly kind: 'user'; readonly uid: number }
  /** Its executable is set-user-ID: it gives its rights to every user who starts it. */
  | { readonly kind: 'set-id'; readonly path: string }
  /** It has another root directory (this one), or other mounts or processes (null): its paths and pids mean something else. */
  | { readonly kind: 'elsewhere'; readonly root: string | null }
  /** Somebody else can change its program, or the directory of the program. */
  | { readonly kind: 'changeable'; readonly path: string; readonly who: string }

export type Program = 'svscan' | 'supervise' | 'readproctitle'

/** It is really this program: the name alone is no proof. */
export function isProgram({ command, impostor }: Process, program: Program): boolean {
  return command === program && impostor === undefined
}

/** null: it holds none. */
export type HeldFiles = Readonly<Record<'lock' | 'ok' | 'control', FileId | null>>

export interface WorkingDirectory {
  /** As readlink returns it for /proc/PID/cwd, without ` (deleted)`. */
  readonly path: string
  readonly deleted: boolean
  readonly id: FileId
}

export function isSvscanboot(process: Process): boolean {
  return process.impostor === undefined && looksLikeSvscanboot(process)
}

/** svscanboot is a shell script: either the kernel has its name for the process, or the shell has it as an argument. */
export function looksLikeSvscanboot(process: Process): boolean {
  if (process.command === 'svscanboot') return true
  const [, script] = process.arguments
  return script !== undefined && /(^|\/)svscanboot$/.test(script)
}
