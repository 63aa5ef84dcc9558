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
  const pid = wholeNumber(bytes, 0, open - 1)
  const state = bytes[close + 2]
  if (pid === null || bytes[close + 1] !== 0x20 || state === undefined || !isLetter(state)) return null
  const fields = numbersAfter(bytes, close + 3)
  if (fields === null) return null
  return {
    pid,
    command: decodeBytes(bytes.subarray(open + 1, close)),
    state: String.fromCharCode(state),
    parent: fields[0] ?? 0,
    processGroup: fields[1] ?? 0,
    session: fields[2] ?? 0,
    terminal: fields[3] ?? 0,
    startTime: fields[startTimeField] ?? 0,
  }
}

/** Counted from the field behind the state, which is 0. */
const startTimeField = 18

/**
 * The numbers behind the state, up to the start time; null where one of them is none. Thousands of these
 * lines are read at each look, so no strings are made of them.
 */
function numbersAfter(bytes: Uint8Array, start: number): number[] | null {
  const numbers: number[] = []
  let at = start
  while (numbers.length <= startTimeField) {
    if (bytes[at] !== 0x20) return null
    const from = at + 1
    at = from
    while (at < bytes.length && bytes[at] !== 0x20 && bytes[at] !== 0x0a) at++
    const number = wholeNumber(bytes, from, at)
    if (number === null) return null
    numbers.push(number)
  }
  return numbers
}

function wholeNumber(bytes: Uint8Array, from: number, to: number): number | null {
  const negative = bytes[from] === 0x2d
  let number = 0
  const first = negative ? from + 1 : from
  if (first >= to) return null
  for (let at = first; at < to; at++) {
    const digit = (bytes[at] ?? 0) - 0x30
    if (digit < 0 || digit > 9) return null
    number = number * 10 + digit
  }
  return negative ? -number : number
}

function isLetter(byte: number): boolean {
  return (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a)
}
