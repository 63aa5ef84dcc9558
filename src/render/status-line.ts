/** The last lines of the screen, which are redrawn in place. */
export interface StatusLine {
  /** Does nothing if it has already started. */
  start(): void
  /** Draws what has changed, if it is there already. */
  refresh(): void
  /** Removes it, so that something can be written; it comes back by itself. */
  hide(): void
  stop(): void
}

/** Milliseconds. A wait shorter than the first gets no line. The line is redrawn at the interval of the second. */
const firstAfter = 300
const interval = 500

type Listen = (listener: () => void) => () => void

/** When the process stops for Ctrl-Z, and goes on. */
interface Occasions {
  readonly onSuspend: Listen
  readonly onContinue: Listen
}

const never: Listen = () => () => {}

/**
 * `words` returns the current lines (none: nothing to show), each shorter than the terminal is wide, and fewer than it is high. The cursor
 * rests at the beginning of the first. If a terminal becomes narrower and breaks a line in two, all of it is below the
 * cursor and can be erased.
 */
export function openStatusLine(
  write: (text: string) => void,
  onResize: Listen,
  words: () => readonly string[],
  { onSuspend, onContinue }: Occasions = { onSuspend: never, onContinue: never },
): StatusLine {
  let shown: readonly string[] = []
  let timer: NodeJS.Timeout | null = null
  let stopListening = () => {}
  const hide = () => {
    if (shown.length > 0) write('\r\x1b[J')
    shown = []
  }
  const refresh = () => {
    const lines = words()
    if (lines.length === shown.length && lines.every((line, index) => line === shown[index])) return
    if (lines.length === 0) hide()
    else write(frame(lines, shown.length > 1))
    shown = lines
  }
  const draw = () => {
    timer = setTimeout(draw, interval).unref()
    refresh()
  }
  const stop = () => {
    if (timer !== null) clearTimeout(timer)
    timer = null
    stopListening()
    stopListening = () => {}
    hide()
  }
  const redraw = () => {
    if (timer !== null) clearTimeout(timer)
    draw()
  }
  return {
    start() {
      if (timer !== null) return
      timer = setTimeout(draw, firstAfter).unref()
      const stops = [
        onResize(() => {
          if (shown.length === 0) return
          hide()
          redraw()
        }),
        // The shell's words come where the line was. They stay, and the cursor is below them then.
        onSuspend(hide),
        onContinue(redraw),
      ]
      stopListening = () => {
        for (const stop of stops) stop()
      }
    },
    refresh: () => {
      if (shown.length > 0) refresh()
    },
    hide,
    stop,
  }
}

/** In one write, so that nothing is blank for a moment: overwrite each line, then erase its rest. */
function frame(lines: readonly string[], wasHigher: boolean): string {
  if (lines.length === 1) return `\r${lines[0]}\x1b[${wasHigher ? 'J' : 'K'}\r`
  return `\r${lines.join('\x1b[K\r\n')}\x1b[J\x1b[${lines.length - 1}A\r`
}
