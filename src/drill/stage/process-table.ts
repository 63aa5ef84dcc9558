import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { decodeProcStat } from '../../system/proc-stat.js'

/** One process of the drill. */
export interface DrillProcess {
  readonly pid: number
  readonly parent: number
  readonly command: string
  /** One letter, as in ps: `Z` is a zombie, `T` is stopped. */
  readonly state: string
  readonly args: readonly string[]
  /** Its working directory as the kernel names it, with ` (deleted)`; undefined for a zombie. */
  readonly directory: string | undefined
}

/** All processes of the drill, and only these: /proc shows its PID namespace. */
export function processTable(): DrillProcess[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(readProcess)
    .filter(found => found !== undefined)
}

/** The processes with this command name, as in `ps -C`. */
export function processesNamed(command: string): DrillProcess[] {
  return processTable().filter(process => process.command === command)
}

/** The living supervise with this working directory (append ` (deleted)` for a deleted one). */
export function superviseIn(directory: string): DrillProcess | undefined {
  return processesNamed('supervise').find(process => process.directory === directory)
}

/** Whether this process has a child that is a zombie. */
export function hasZombie(parent: DrillProcess | undefined): boolean {
  return processTable().some(process => process.parent === parent?.pid && process.state === 'Z')
}

/** Undefined if the process has gone meanwhile. */
function readProcess(pid: string): DrillProcess | undefined {
  try {
    const stat = decodeProcStat(readFileSync(`/proc/${pid}/stat`))
    if (stat === null) return undefined
    const args = readFileSync(`/proc/${pid}/cmdline`, 'latin1').split('\0').slice(0, -1)
    const { parent, command, state } = stat
    return { pid: stat.pid, parent, command, state, args, directory: workingDirectory(pid) }
  } catch {
    return undefined
  }
}

function workingDirectory(pid: string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return undefined
  }
}
