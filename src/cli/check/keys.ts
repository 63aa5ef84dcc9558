/**
 * Calls back when `q` or Ctrl-C is typed. In raw mode the terminal makes no signal of Ctrl-C; without a
 * terminal nothing is read. Returns how to leave the terminal as it was.
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
