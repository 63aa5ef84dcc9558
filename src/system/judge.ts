import type { Stats } from 'node:fs'
import { type Disbelief, looksLikeSvscanboot, type Process } from './process.js'
import { daemontools, type ProcessTable } from './process-table.js'
import { fileId, readLink, readProcText, tryStat } from './read.js'
import { type Changeable, executablePath, whoMayChange } from './writers.js'

export type Judge = (process: Pick<Process, 'pid' | 'arguments'>) => Disbelief | null

/**
 * svreset believes processes of root, and of the owner of the svscan directory. A file that it may not read is no reason
 * for disbelief. What other users can choose is checked first: a process that passes was started by root or the owner.
 */
export function judgeFor(owner: number): Judge {
  const trusted = [0, owner]
  const files = new Map<string, Changeable | null>()
  const changeable = (path: string, file: Stats): Changeable | null => {
    const key = `${fileId(file)} ${path}`
    const known = files.get(key)
    const found = known === undefined ? whoMayChange(path, file, trusted) : known
    files.set(key, found)
    return found
  }
  return process => {
    const { pid } = process
    const uid = readUids(pid).find(each => !trusted.includes(each))
    if (uid !== undefined) return { kind: 'user', uid }
    const path = executablePath(pid)
    const file = path === null ? null : tryStat(`/proc/${pid}/exe`)
    if (path === null || file === null) return null
    if ((file.mode & 0o6000) !== 0) return { kind: 'set-id', path }
    const elsewhere = livesElsewhere(pid)
    if (elsewhere !== null) return elsewhere
    const found = changeable(path, file) ?? scriptOf(process, changeable)
    return found === null ? null : { kind: 'changeable', ...found }
  }
}

/** For a whole table: adds, to processes with a name of daemontools that are not believed, the reason. */
export function judgeIn(table: ProcessTable, owner: number) {
  const judge = judgeFor(owner)
  const isOfSvscan = startedBySvscan(table, judge)
  const judged = (process: Process): Process => {
    const bearsName = daemontools.has(process.command) || looksLikeSvscanboot(process)
    const impostor = !bearsName || process.state === 'Z' || isOfSvscan(process) ? null : judge(process)
    return impostor === null ? process : { ...process, impostor }
  }
  return { isOfSvscan, judged }
}

/**
 * Whether a believed svscan has started a supervise. svscan has no other children, unless it is process 1, which
 * adopts orphans. So svreset need not check each of thousands of supervises.
 */
function startedBySvscan(table: ProcessTable, judge: Judge): (process: Process) => boolean {
  const believed = new Map<number, boolean>()
  return ({ command, parent }) => {
    const svscan = table.get(parent)
    if (command !== 'supervise' || svscan?.command !== 'svscan' || parent === 1) return false
    const known = believed.get(parent) ?? judge(svscan) === null
    believed.set(parent, known)
    return known
  }
}

/** The real, effective, saved and file system uid, proc_pid_status(5). All count, because a program can have changed some. */
function readUids(pid: number): number[] {
  const line = /^Uid:[ \t]*(.*)$/m.exec(readProcText(`/proc/${pid}/status`))?.[1]
  return line === undefined ? [] : line.trim().split(/\s+/).map(Number)
}

function livesElsewhere(pid: number): Disbelief | null {
  const own = tryStat('/proc/self/root')
  const root = tryStat(`/proc/${pid}/root`)
  if (own === null || root === null) return null
  if (fileId(root) !== fileId(own)) return { kind: 'elsewhere', root: readLink(`/proc/${pid}/root`) }
  const differs = ['mnt', 'pid'].some(name => {
    const namespace = readLink(`/proc/${pid}/ns/${name}`)
    return namespace !== null && namespace !== readLink(`/proc/self/ns/${name}`)
  })
  return differs ? { kind: 'elsewhere', root: null } : null
}

/** The file that a shell runs as svscanboot, according to its interpreter line. */
function scriptOf(
  { arguments: [, script] }: Pick<Process, 'arguments'>,
  changeable: (path: string, file: Stats) => Changeable | null,
): Changeable | null {
  const file = script !== undefined && /^\/.*\/svscanboot$/.test(script) ? tryStat(script) : null
  return script === undefined || file === null ? null : changeable(script, file)
}
