import { decodeBytes } from './bytes.js'
import type { ProcessState } from './system.js'

export interface ProcStat {
  readonly pid: number
  readonly command: string
  readonly state: ProcessState
  readonly parent: number
  readonly processGroup: number
  readonly session: number
  readonly terminal: number
  readonly startTime: number
}

/**
 * Decodes /proc/PID/stat, proc_pid_stat(5). The command stands in parentheses and may itself hold
 * parentheses, blanks and newlines, so the numbers are counted from the last `)`.
 * Returns null where the bytes are not of that form.
 */
export function decodeProcStat(bytes: Uint8Array): ProcStat | null {
  const open = bytes.indexOf(0x28)
  const close = bytes.lastIndexOf(0x29)
  if (open < 1 || close < open) return null
  const pid = Number(latin1(bytes.subarray(0, open)))
  const fields = latin1(bytes.subarray(close + 1))
    .trim()
    .split(' ')
  const state = fields[0]
  const numbers = [pid, ...[1, 2, 3, 4, 19].map(field => Number(fields[field] ?? Number.NaN))]
  if (state === undefined || !/^[A-Za-z]$/.test(state) || !numbers.every(Number.isSafeInteger)) return null
  const [, parent, processGroup, session, terminal, startTime] = numbers as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  return {
    pid,
    command: decodeBytes(bytes.subarray(open + 1, close)),
    state,
    parent,
    processGroup,
    session,
    terminal,
    startTime,
  }
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}
