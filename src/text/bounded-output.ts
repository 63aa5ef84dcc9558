import { decodeBytes } from './bytes.js'

/** Keeps the beginning and the end of what a command prints: they say more than the middle. */
export interface BoundedOutput {
  add(chunk: Uint8Array): void
  /** The whole text, or its two ends and how much is missing between them. */
  text(): string
}

/** `limit`: how many bytes are kept, whatever comes. It uses twice that in memory. */
export function boundedOutput(limit: number): BoundedOutput {
  const half = Math.floor(limit / 2)
  const head: Uint8Array[] = []
  let headLength = 0
  let tail: Uint8Array[] = []
  let tailLength = 0
  let total = 0
  return {
    add(chunk) {
      total += chunk.length
      const first = chunk.subarray(0, half - headLength)
      if (first.length > 0) head.push(Uint8Array.from(first))
      headLength += first.length
      const rest = chunk.subarray(first.length)
      if (rest.length === 0) return
      tail.push(Uint8Array.from(rest.subarray(-half)))
      tailLength += Math.min(rest.length, half)
      if (tailLength > 2 * half) {
        tail = [lastBytes(tail, half)]
        tailLength = half
      }
    },
    text() {
      const end = lastBytes(tail, half)
      const missing = total - headLength - end.length
      if (missing === 0) return decodeBytes(Buffer.concat([...head, end]))
      return `${decodeBytes(Buffer.concat(head))}${leftOut(missing)}${decodeBytes(end)}`
    },
  }
}

/** Cuts a text in the same way, to at most `limit` characters and the words between the ends. */
export function boundedText(text: string, limit: number): string {
  const half = Math.floor(limit / 2)
  if (text.length <= limit) return text
  return `${text.slice(0, half)}${leftOut(text.length - 2 * half)}${text.slice(-half)}`
}

/** Whether something was left out of a text; also of one that only says so itself. */
export function isCut(text: string): boolean {
  return /\n\[\d+ more left out\]\n/.test(text)
}

function leftOut(count: number): string {
  return `\n[${count} more left out]\n`
}

function lastBytes(parts: readonly Uint8Array[], count: number): Uint8Array {
  return count === 0 ? new Uint8Array() : Buffer.concat(parts).subarray(-count)
}
