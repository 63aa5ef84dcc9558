/** The last lines of the screen, which are redrawn in place. */
export interface StatusLine {
  /** Does nothing if it has already started. */
  start(): void
  /** Draws what has changed, if it is there already. */
  refresh(): void
  /** Writes whole lines above it; they stay. */
  print(lines: string): void
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
 * `words` returns the current lines (none: nothing to show), each shorter than the terminal is wide, and fewer than it is
 * high. The cursor rests below the last: what a shell writes when svreset is killed comes there.
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
  let lookedAt = 0
  const hide = () => {
    if (shown.length > 0) write(erased(shown))
    shown = []
  }
  const refresh = () => {
    const lines = words()
    if (lines.length === shown.length && lines.every((line, index) => line === shown[index])) return
    if (lines.length === 0) hide()
    else write(toTop(shown) + drawn(lines))
    shown = lines
  }
  const draw = () => {
    timer = setTimeout(draw, interval).unref()
    lookedAt = performance.now()
    refresh()
  }
  const stop = () => {
    if (timer !== null) clearTimeout(timer)
    timer = null
    stopListening()
    stopListening = () => {}
    hide()
  }
  const drawAfter = (delay: number) => {
    if (timer !== null) clearTimeout(timer)
    timer = setTimeout(draw, delay).unref()
  }
  return {
    start() {
      if (timer !== null) return
      drawAfter(firstAfter)
      const stops = [
        // While somebody drags the edge of the window nothing is there that the terminal could break.
        onResize(() => {
          if (shown.length === 0) return
          hide()
          drawAfter(interval)
        }),
        // The shell's words come where the line was. They stay, and the cursor is below them then.
        onSuspend(hide),
        onContinue(() => {
          // SIGSTOP tells nobody: then the lines are somewhere above what the shell has written. A shell may send more than
          // one SIGCONT: then they are where they were.
          if (performance.now() - lookedAt > 4 * interval) shown = []
          drawAfter(0)
        }),
      ]
      stopListening = () => {
        for (const stop of stops) stop()
      }
    },
    refresh: () => {
      if (shown.length > 0) refresh()
    },
    print(lines) {
      const before = shown
      if (before.length > 0) shown = words()
      write(before.length === 0 ? lines : `${erased(before)}${lines}${drawn(shown)}`)
    },
    hide,
    stop,
  }
}

/** From below these lines to the beginning of the first. */
function toTop(lines: readonly string[]): string {
  return lines.length === 0 ? '\r' : `\r\x1b[${lines.length}A`
}

/**
 * Row by row from below: where they fill the window, a terminal that is told to erase all from its first column on may
 * keep it all, above.
 */
function erased(lines: readonly string[]): string {
  return `\r\x1b[J${'\x1b[1A\x1b[K'.repeat(lines.length)}`
}

/** To be written in one piece, so that nothing is blank for a moment: each line, then the rest of its row is erased. */
function drawn(lines: readonly string[]): string {
  return `${lines.map(line => `${line}\x1b[K\r\n`).join('')}\x1b[J`
}
