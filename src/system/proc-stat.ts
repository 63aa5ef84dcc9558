import { decodeLatin1 } from '../text/bytes.js'
import type { Process } from './process.js'

/** pid, command, state, parent, process group, session, terminal; 14 numbers on, the start time. */
const line = /^(\d+) \((.*)\) ([A-Za-z]) (-?\d+) (-?\d+) (-?\d+) (-?\d+)(?: -?\d+){14} (\d+)/s

/**
 * Decodes /proc/PID/stat, proc_pid_stat(5). The command is in parentheses and may itself contain parentheses, blanks
 * and newlines, so it ends with the last `)` that is followed by the numbers.
 * Returns null if the bytes do not have that form. Fields that the line does not contain are as for a process that was
 * not read further.
 */
export function decodeProcStat(bytes: Buffer): Process | null {
  // Thousands of these are read at each look: one string and one expression are much faster than a loop over the bytes.
  const text = bytes.toString('latin1')
  const match = line.exec(text)
  if (match === null) return null
  const waitStatus = match[3] === 'Z' ? exitCode(text) : undefined
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
    ...(waitStatus === undefined ? {} : { waitStatus }),
  }
}

const notLookedInto = { arguments: [], uid: -1, workingDirectory: null, descriptors: {} } as const

/** Field 52; field 3 is the first after the command. */
function exitCode(text: string): number | undefined {
  const field = text.slice(text.lastIndexOf(')') + 2).split(' ')[52 - 3]
  return field === undefined ? undefined : Number(field)
}
