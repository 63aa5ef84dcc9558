import { readdirSync } from 'node:fs'
import type { FileId, HeldFiles } from './process.js'
import { fileId, readLink, readProcText, tryStat } from './read.js'
import type { SuperviseFiles } from './system.js'

/** The descriptors of the last supervise: all supervises of one build use the same numbers. */
export type Usual = { -readonly [name in keyof HeldFiles]: number | null }

/**
 * The files that a supervise holds open, recognised by what they are and never by their paths: supervise/ may be a link
 * to a directory with any name, and its names may be gone or lead to other files now. null if it holds none, because it
 * has just been started or is exiting, and if svreset may not look.
 */
export function readHeldFiles(
  pid: number,
  names: SuperviseFiles | undefined,
  usual: Usual,
): HeldFiles | null {
  if (names !== undefined && isUsual(pid, names, usual)) {
    const { lock, ok, control } = names
    return { lock: idOf(lock), ok: idOf(ok), control: idOf(control) }
  }
  const held = findHeldFiles(pid)
  Object.assign(usual, held?.at)
  return held === null ? null : held.files
}

/** The descriptor through which orders reach this supervise; null if it holds no control FIFO. */
export function heldControl(pid: number): { readonly descriptor: number; readonly id: FileId } | null {
  const { files, at } = findHeldFiles(pid) ?? {}
  return files?.control == null || at?.control == null ? null : { descriptor: at.control, id: files.control }
}

/** It has no descriptors any more: it is exiting. */
export function hasClosedAll(pid: number): boolean {
  try {
    return readdirSync(`/proc/${pid}/fd`).length === 0
  } catch {
    return true
  }
}

/** Three stat(2) instead of a whole directory, for each of thousands of normal supervises. */
function isUsual(pid: number, names: SuperviseFiles, usual: Usual): boolean {
  return (['control', 'ok', 'lock'] as const).every(name => {
    const descriptor = usual[name]
    const id = idOf(names[name])
    if (descriptor === null || id === null) return false
    const stats = tryStat(`/proc/${pid}/fd/${descriptor}`)
    return stats !== null && fileId(stats) === id
  })
}

interface Held {
  readonly files: HeldFiles
  /** The reading end of control. */
  readonly at: Usual
}

/**
 * supervise.c: the lock is a regular file that it has locked. ok is a FIFO that it only reads. control is a FIFO that it
 * reads and also holds open for writing, so that it never sees an end of file.
 */
function findHeldFiles(pid: number): Held | null {
  const opened = openedBy(pid)
  const fifos = opened.filter(({ kind }) => kind === 'fifo')
  const written = new Set(fifos.filter(({ access }) => access === 'write').map(({ id }) => id))
  const control = fifos.find(({ id, access }) => access === 'read' && written.has(id))
  const ok = fifos.find(({ id, access }) => access === 'read' && !written.has(id))
  const lock = opened.find(({ kind, lock }) => kind === 'file' && lock === 'flock')
  if (control === undefined && ok === undefined && lock === undefined) return null
  return {
    files: { lock: lock?.id ?? null, ok: ok?.id ?? null, control: control?.id ?? null },
    at: {
      lock: lock?.descriptor ?? null,
      ok: ok?.descriptor ?? null,
      control: control?.descriptor ?? null,
    },
  }
}

export interface Opened {
  readonly descriptor: number
  readonly kind: 'fifo' | 'file'
  readonly id: FileId
  readonly access: 'read' | 'write' | 'both'
  /** How it has locked it: daemontools and runit use flock(2), s6 fcntl(2). */
  readonly lock: 'flock' | 'fcntl' | null
}

/** FIFOs that have a name in a file system, and regular files. */
export function openedBy(pid: number): Opened[] {
  let names: string[]
  try {
    names = readdirSync(`/proc/${pid}/fd`)
  } catch {
    return []
  }
  return names.flatMap((name): Opened[] => {
    const path = `/proc/${pid}/fd/${name}`
    const stats = tryStat(path)
    if (stats === null || !(stats.isFIFO() || stats.isFile())) return []
    if (stats.isFIFO() && readLink(path)?.startsWith('pipe:') !== false) return []
    const info = readProcText(`/proc/${pid}/fdinfo/${name}`)
    // proc_pid_fdinfo(5): octal, and the last two bits are O_RDONLY, O_WRONLY or O_RDWR.
    const mode = Number.parseInt(/^flags:\s*([0-7]+)/m.exec(info)?.[1] ?? '', 8) & 3
    return [
      {
        descriptor: Number(name),
        kind: stats.isFIFO() ? 'fifo' : 'file',
        id: fileId(stats),
        access: mode === 0 ? 'read' : mode === 1 ? 'write' : 'both',
        lock: lockIn(info),
      },
    ]
  })
}

function lockIn(info: string): Opened['lock'] {
  const kind = /^lock:.*\b(FLOCK|POSIX|OFDLCK)\b/m.exec(info)?.[1]
  return kind === undefined ? null : kind === 'FLOCK' ? 'flock' : 'fcntl'
}

function idOf(file: SuperviseFiles[keyof SuperviseFiles]): FileId | null {
  return file.kind === 'fifo' || file.kind === 'file' ? file.id : null
}
