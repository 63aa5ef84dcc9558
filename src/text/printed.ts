import { printable } from './quote.js'

/**
 * What a program printed, as lines that are safe to show: terminal control sequences are taken out whole (ECMA-48:
 * CSI; OSC, DCS, SOS, PM, APC with all that they carry; other escapes; each also as a C1 character), and any
 * other character that a terminal might obey, or that turns the reading direction, is made visible. A carriage
 * return begins a new line: nothing that was printed can be hidden by printing over it.
 */
export function printedLines(text: string): string[] {
  const lines = text
    .replace(controlSequences, '')
    .replaceAll('\t', '    ')
    .split(/\r\n|[\r\n]/)
  return lines.map(printable).filter(line => line.trim() !== '')
}

/** A string sequence ends with ST or BEL. One that does not end takes its line with it, and no more. */
const strings = String.raw`(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c\r\n]*(?:\x07|\x1b\\|\x9c)?`
const csi = String.raw`(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?`
const others = String.raw`\x1b[ -/]*[0-~]?`
const controlSequences = new RegExp(`${strings}|${csi}|${others}`, 'g')
