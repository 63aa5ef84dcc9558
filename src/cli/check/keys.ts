/**
 * Calls back when somebody types `q` or Ctrl-C. In raw mode the terminal makes no signal of Ctrl-C. Without a
 * terminal it reads nothing. Returns a function that leaves the terminal as it was.
 */
export function onKeys(stdin: NodeJS.ReadStream, listener: (key: 'quit' | 'interrupt') => void): () => void {
  if (!stdin.isTTY) return () => {}
  const read = (bytes: Buffer) => {
    const text = bytes.toString('latin1')
    if (text.includes('\x03')) listener('interrupt')
    else if (/[qQ\x04]/.test(text)) listener('quit')
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
