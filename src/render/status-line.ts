/** One line at the bottom that is written over in place. */
export interface StatusLine {
  /** Does nothing where it has started. */
  start(): void
  /** Taken away so that something can be written; it comes back by itself. */
  hide(): void
  stop(): void
}

/** Milliseconds: what is over at once is not worth a line; and how often the line says anew how long it takes. */
const firstAfter = 300
const interval = 500

/**
 * `words` gives the line as it should be now, shorter than the terminal is wide. The cursor rests at its
 * beginning: where a terminal that becomes narrower breaks the line in two, all of it is below and can be erased.
 */
export function openStatusLine(
  write: (text: string) => void,
  onResize: (listener: () => void) => () => void,
  words: () => string,
): StatusLine {
  let shown = ''
  let timer: NodeJS.Timeout | null = null
  let stopListening = () => {}
  const hide = () => {
    if (shown !== '') write('\r\x1b[J')
    shown = ''
  }
  const draw = () => {
    timer = setTimeout(draw, interval).unref()
    const text = words()
    if (text === shown) return
    // In one piece, and nothing is blank for a moment: it is written over, then its rest erased.
    write(`\r${text}\x1b[K\r`)
    shown = text
  }
  const stop = () => {
    if (timer !== null) clearTimeout(timer)
    timer = null
    stopListening()
    stopListening = () => {}
    hide()
  }
  return {
    start() {
      if (timer !== null) return
      timer = setTimeout(draw, firstAfter).unref()
      stopListening = onResize(() => {
        if (shown === '') return
        hide()
        if (timer !== null) clearTimeout(timer)
        draw()
      })
    },
    hide,
    stop,
  }
}
