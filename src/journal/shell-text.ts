import { encodeBytes } from '../text/bytes.js'
import { printable } from '../text/quote.js'

/** In single quotes, in which a shell takes every byte but `'` as it is. */
export function quoteForShell(text: string): Buffer {
  return encodeBytes(`'${text.replaceAll("'", "'\\''")}'`)
}

/** A newline would end the comment. */
export function comment(text: string): string {
  return printable(text)
}
