import { decodeLatin1 } from '../text/bytes.js'

/**
 * What the `#!` line of these first bytes of a file names, execve(2); empty where it is a text that names none, which
 * supervise cannot start (it calls execve and no shell: `exec format error`); null for a program that needs none.
 */
export function decodeInterpreterLine(bytes: Buffer): string | null {
  const text = bytes.toString('latin1')
  if (!text.startsWith('#!')) return text.includes('\0') ? null : ''
  return decodeLatin1(/^#![ \t]*([^ \t\n]+)/.exec(text)?.[1] ?? '')
}
