import { printable } from './quote.js'

/**
 * What a program printed, as lines that are safe to show. Terminal control sequences are removed whole (ECMA-48:
 * CSI; OSC, DCS, SOS, PM, APC with their content; other escapes; each also as a C1 character). Any other character
 * that a terminal might obey, or that changes the reading direction, is made visible. A carriage return starts a new
 * line, so that no text can be hidden by printing over it.
 */
export function printedLines(text: string): string[] {
  const lines = text
    .replace(controlSequences, '')
    .replaceAll('\t', '    ')
    .split(/\r\n|[\r\n]/)
  return lines.map(printable).filter(line => line.trim() !== '')
}

/** A string sequence ends with ST or BEL. If it does not end, only its own line is removed. */
const strings = String.raw`(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c\r\n]*(?:\x07|\x1b\\|\x9c)?`
const csi = String.raw`(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]?`
const others = String.raw`\x1b[ -/]*[0-~]?`
const controlSequences = new RegExp(`${strings}|${csi}|${others}`, 'g')
