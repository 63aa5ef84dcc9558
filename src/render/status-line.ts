/** One line at the bottom that is redrawn in place. */
export interface StatusLine {
  /** Does nothing if the line has already started. */
  start(): void
  /** Removes the line, so that something can be written; it comes back by itself. */
  hide(): void
  stop(): void
}

/** Milliseconds. A wait shorter than the first gets no line. The line is redrawn at the interval of the second. */
const firstAfter = 300
const interval = 500

/**
 * `words` returns the current line, shorter than the terminal is wide. The cursor rests at its beginning. If a terminal
 * becomes narrower and breaks the line in two, all of it is below the cursor and can be erased.
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
    // In one write, so that nothing is blank for a moment: overwrite the line, then erase its rest.
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
