import stringWidth from 'string-width'
import type { WatchChange } from '../diagnosis/changes.js'
import { quote } from '../text/quote.js'
import type { Style } from '../text/style.js'

/** A terminal screen that is drawn again and again without flicker, and is left as it was found. */
export interface Screen {
  /** No more lines than the terminal has rows. */
  draw(lines: readonly string[]): void
  close(): void
}

/**
 * Uses the terminal's other screen, so that the first one is back afterwards. Hides the cursor. Makes the terminal cut
 * long lines, so that each line takes one row.
 */
export function openScreen(stdout: NodeJS.WriteStream): Screen {
  stdout.write('\x1b[?1049h\x1b[?25l\x1b[?7l')
  return {
    draw(lines) {
      // Each line clears the rest of its row, so that nothing is blank for a moment.
      const columns = stdout.columns || 80
      // Behind a full line the cursor still stands on its last character, and would clear that.
      const ended = (line: string) => (stringWidth(line) < columns ? `${line}\x1b[K` : line)
      stdout.write(
        `\x1b[H${lines.map(ended).join('\n')}${lines.length < (stdout.rows || 24) ? '\n\x1b[J' : ''}`,
      )
    },
    close() {
      stdout.write('\x1b[?7h\x1b[?25h\x1b[?1049l')
    },
  }
}

/** A line for a change. */
export function changeLine(change: WatchChange, style: Style): string {
  if (change.kind === 'service') return `~ ${quote(change.service)}: ${change.from} → ${change.to}`
  const where = change.service === null ? '' : ` ${quote(change.service)}`
  return change.kind === 'appeared'
    ? style.bad(`+ ${change.id}${where}`)
    : style.good(`- ${change.id}${where}`)
}
