import { encodeBytes, isUtf8 } from './bytes.js'

/**
 * A word that a person can paste into bash: bare if that is safe, otherwise in single quotes, or as `$'…'` if it holds
 * control characters, bytes that are not UTF-8, or a combining accent. `e\u0301` looks like `é` but is another name, and
 * programs that normalize text turn it into `é` (wrap-ansi does).
 */
export function quote(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word
  if (isPlain(word)) return `'${word.replaceAll("'", "'\\''")}'`
  let text = ''
  for (const byte of encodeBytes(word)) text += escapeByte(byte)
  return `$'${text}'`
}

/** Whether a person sees each character as it is. */
export function isPlain(word: string): boolean {
  return isUtf8(word) && !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(word) && word === word.normalize()
}

export function quoteCommand(argv: readonly string[]): string {
  return argv.map(quote).join(' ')
}

/** Foreign text (titles, log lines), made safe for a terminal: no control sequence survives. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Surrogate}]/gu, character => {
    const code = character.codePointAt(0) ?? 0
    if (code >= 0xdc80 && code <= 0xdcff) return `\\x${(code - 0xdc00).toString(16)}`
    return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`
  })
}

function escapeByte(byte: number): string {
  if (byte === 0x0a) return '\\n'
  if (byte === 0x09) return '\\t'
  if (byte === 0x27 || byte === 0x5c) return `\\${String.fromCharCode(byte)}`
  if (byte >= 0x20 && byte < 0x7f) return String.fromCharCode(byte)
  return `\\x${byte.toString(16).padStart(2, '0')}`
}
