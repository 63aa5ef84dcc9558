import { decodeLatin1 } from '../text/bytes.js'
import type { Process } from './process.js'

/** pid, command, state, parent, process group, session, terminal; 14 numbers on, the start time. */
const line = /^(\d+) \((.*)\) ([A-Za-z]) (-?\d+) (-?\d+) (-?\d+) (-?\d+)(?: -?\d+){14} (\d+)/s

/**
 * Decodes /proc/PID/stat, proc_pid_stat(5). The command stands in parentheses and may itself hold
 * parentheses, blanks and newlines, so it ends with the last `)` that the numbers follow.
 * Returns null where the bytes are not of that form. What the line does not tell is left as in a process that
 * was not looked into.
 */
export function decodeProcStat(bytes: Buffer): Process | null {
  // Thousands of these are read at each look: one string and one expression are much faster than a loop over the bytes.
  const match = line.exec(bytes.toString('latin1'))
  if (match === null) return null
  return {
    pid: Number(match[1]),
    command: decodeLatin1(match[2] ?? ''),
    state: match[3] ?? '',
    parent: Number(match[4]),
    processGroup: Number(match[5]),
    session: Number(match[6]),
    terminal: Number(match[7]),
    startTime: Number(match[8]),
    ...notLookedInto,
  }
}

const notLookedInto = { arguments: [], uid: -1, workingDirectory: null, descriptors: {} } as const
