import { PassThrough } from 'node:stream'

export interface TerminalInput {
  /** What a prompt may read from as if it were the terminal. */
  readonly stream: PassThrough
  close(): void
}

/**
 * The terminal's input for one prompt. readline throws, where nobody can catch it, when it switches raw mode on
 * a terminal that has gone away; so it never gets the terminal itself. `gone` is called when that happens.
 */
export function openTerminalInput(stdin: NodeJS.ReadStream, gone: () => void): TerminalInput {
  const stream = new PassThrough()
  Object.assign(stream, {
    isTTY: true,
    setRawMode(raw: boolean) {
      // Emits its failure on stdin, to whom we listen.
      stdin.setRawMode(raw)
      return stream
    },
  })
  stdin.once('end', gone).on('error', gone)
  stdin.pipe(stream, { end: false })
  return {
    stream,
    close() {
      stdin.unpipe(stream)
      stdin.pause()
      stdin.off('end', gone)
      // The last switch of raw mode may still fail: `error` without a listener would end svreset.
      stdin.off('error', gone).once('error', () => {})
    },
  }
}
