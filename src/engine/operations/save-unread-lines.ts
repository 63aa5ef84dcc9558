import { closeSync, constants, fsyncSync, openSync, readdirSync, readSync, writeFileSync } from 'node:fs'
import { hasErrorCode } from '../../errors.js'
import type { ProcessId } from '../../system/process.js'
import { isStill } from '../../system/process-table.js'
import { readLink, tryLstat } from '../../system/read.js'
import { OperationFailed } from './operation-failed.js'

/** The place for lines that no log would read any more: a new file of the run. The operator is told. */
export interface UnreadLinesStore {
  /** Opens a file of this name in the run's directory for appending; returns its descriptor. */
  open(name: string): number
  /** The path of the run's directory. */
  readonly directory: string
  say(text: string): void
}

/**
 * svscan has both ends of the pipe of each log open. If nobody else reads a pipe, its unread lines would end with svscan,
 * so they are saved to a file. The pipe does not tell which service wrote them.
 */
export function saveUnreadLines(
  { process, what }: { readonly process: ProcessId; readonly what: string },
  unreadLines: UnreadLinesStore,
): void {
  if (!isStill(process)) return
  const pipes = pipesOf(`/proc/${process.pid}`, isLog)
  for (const path of processes(process.pid)) {
    for (const pipe of pipesOf(path, isReader).keys()) pipes.delete(pipe)
    if (pipes.size === 0) return
  }
  for (const [pipe, descriptor] of pipes) {
    const lines = readAll(`/proc/${process.pid}/fd/${descriptor}`, `unable to read ${pipe} of ${what}`)
    if (lines.length === 0) continue
    const name = `unread-${pipe.replace(/\D/g, '')}`
    append(name, lines, unreadLines)
    unreadLines.say(`saved ${lines.length} unread bytes of a log's pipe in ${unreadLines.directory}/${name}`)
  }
}

function append(name: string, lines: Buffer, unreadLines: UnreadLinesStore): void {
  const file = unreadLines.open(name)
  try {
    writeFileSync(file, lines)
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** The wanted pipes that a process has open, by name, each with one of its descriptors. */
function pipesOf(
  process: string,
  isWanted: (path: string, descriptor: string) => boolean,
): Map<string, string> {
  const pipes = new Map<string, string>()
  for (const descriptor of entriesOf(`${process}/fd`)) {
    const path = `${process}/fd/${descriptor}`
    const target = readLink(path)
    if (target?.startsWith('pipe:') && isWanted(path, descriptor)) pipes.set(target, descriptor)
  }
  return pipes
}

/** svscan's own input, output and errors are not the pipe of a log. */
function isLog(_path: string, descriptor: string): boolean {
  return Number(descriptor) > 2
}

/** The mode of /proc/PID/fd/N shows how it was opened, proc_pid_fd(5). */
function isReader(path: string): boolean {
  return ((tryLstat(path)?.mode ?? 0) & 0o400) !== 0
}

function processes(except: number): string[] {
  return entriesOf('/proc')
    .filter(name => /^\d+$/.test(name) && Number(name) !== except)
    .map(name => `/proc/${name}`)
}

function entriesOf(directory: string): string[] {
  try {
    return readdirSync(directory)
  } catch (error) {
    if (hasErrorCode(error, 'ENOENT', 'ESRCH', 'EACCES', 'EPERM')) return []
    throw error
  }
}

/** Everything that is in the pipe now. */
function readAll(path: string, failure: string): Buffer {
  const chunks: Buffer[] = []
  let descriptor: number
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  } catch (error) {
    throw OperationFailed.because(failure, error)
  }
  try {
    for (;;) {
      const chunk = Buffer.alloc(65_536)
      const length = readSync(descriptor, chunk)
      if (length === 0) break
      chunks.push(chunk.subarray(0, length))
    }
  } catch (error) {
    if (!hasErrorCode(error, 'EAGAIN')) throw OperationFailed.because(failure, error)
  } finally {
    closeSync(descriptor)
  }
  return Buffer.concat(chunks)
}
