import { decodeLatin1 } from '../text/bytes.js'

/**
 * The interpreter in the `#!` line of these first bytes of a file, execve(2). Empty for a text without one, which
 * supervise cannot start (it calls execve and no shell: `exec format error`). null for a program that needs none.
 */
export function decodeInterpreterLine(bytes: Buffer): string | null {
  const text = bytes.toString('latin1')
  if (!text.startsWith('#!')) return text.includes('\0') ? null : ''
  return decodeLatin1(/^#![ \t]*([^ \t\n]+)/.exec(text)?.[1] ?? '')
}

/** What an editor on another system has put into these first bytes, so that they name no interpreter, or another one. */
export function savedElsewhere(bytes: Buffer): 'crlf' | 'bom' | null {
  const text = bytes.toString('latin1')
  if (/^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)/.test(text)) return 'bom'
  return /^#![^\n]*\r\n/.test(text) ? 'crlf' : null
}
