/** What a key asks of a watch. */
export type Key = 'quit' | 'interrupt' | 'up' | 'down' | 'page-up' | 'page-down' | 'top' | 'bottom'

/**
 * Calls back for each key that means something. In raw mode the terminal makes no signal of Ctrl-C. Without a terminal it
 * reads nothing. Returns a function that leaves the terminal as it was.
 */
export function onKeys(stdin: NodeJS.ReadStream, listener: (key: Key) => void): () => void {
  if (!stdin.isTTY) return () => {}
  const read = (bytes: Buffer) => {
    for (const [sequence] of bytes.toString('latin1').matchAll(sequences)) {
      const key = keys.get(sequence)
      if (key !== undefined) listener(key)
    }
  }
  stdin.setRawMode(true)
  stdin.on('data', read)
  stdin.resume()
  return () => {
    stdin.off('data', read)
    stdin.setRawMode(false)
    stdin.pause()
  }
}

/** An escape sequence is one key (ECMA-48; SS3 where a terminal is in application mode). */
const sequences = /\x1b\[[0-9;]*[A-Za-z~]|\x1bO[A-Z]|[^\x1b]/g

const keys: ReadonlyMap<string, Key> = new Map([
  ...(['q', 'Q', '\x04'] as const).map(each => [each, 'quit'] as const),
  ['\x03', 'interrupt'] as const,
  ...(['\x1b[A', '\x1bOA', 'k'] as const).map(each => [each, 'up'] as const),
  ...(['\x1b[B', '\x1bOB', 'j', '\r'] as const).map(each => [each, 'down'] as const),
  ...(['\x1b[5~', 'b'] as const).map(each => [each, 'page-up'] as const),
  ...(['\x1b[6~', ' '] as const).map(each => [each, 'page-down'] as const),
  ...(['\x1b[H', '\x1b[1~', 'g'] as const).map(each => [each, 'top'] as const),
  ...(['\x1b[F', '\x1b[4~', 'G'] as const).map(each => [each, 'bottom'] as const),
])
