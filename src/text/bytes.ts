/**
 * File names and command lines are bytes; the rest of svreset works on strings. Each byte sequence has exactly one
 * string: valid UTF-8 becomes itself, and any other byte 0x80–0xFF becomes the lone surrogate U+DC80–U+DCFF (as in
 * Python's PEP 383). So no name is ever lost or confused with another.
 */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export function decodeBytes(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes)
  } catch {
    return decodeInvalid(bytes)
  }
}

/** The same for a string in which each character is a byte. For thousands of short names, Node makes such strings fastest. */
export function decodeLatin1(text: string): string {
  return /^[\0-\x7f]*$/.test(text) ? text : decodeBytes(Buffer.from(text, 'latin1'))
}

export function encodeBytes(text: string): Buffer {
  if (isUtf8(text)) return Buffer.from(text, 'utf8')
  const parts: Buffer[] = []
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    parts.push(isEscape(code) ? Buffer.of(code - 0xdc00) : Buffer.from(character, 'utf8'))
  }
  return Buffer.concat(parts)
}

/** Whether the bytes behind this string were valid UTF-8. */
export function isUtf8(text: string): boolean {
  return text.isWellFormed()
}

function isEscape(code: number): boolean {
  return code >= 0xdc80 && code <= 0xdcff
}

function decodeInvalid(bytes: Uint8Array): string {
  let text = ''
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at)
    text +=
      length === 0
        ? String.fromCharCode(0xdc00 + (bytes[at] ?? 0))
        : utf8.decode(bytes.subarray(at, at + length))
    at += length || 1
  }
  return text
}

/** Length of the valid UTF-8 sequence at this place; 0 if there is none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  for (let length = 1; length <= 4 && at + length <= bytes.length; length++) {
    try {
      utf8.decode(bytes.subarray(at, at + length))
      return length
    } catch {
      // a longer sequence may be valid
    }
  }
  return 0
}
