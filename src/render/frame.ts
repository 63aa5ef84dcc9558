import stringWidth from 'string-width'

/** Columns and rows of the window, as they are. */
export interface WindowSize {
  readonly columns: number
  readonly rows: number
}

/** Columns: in a window that is narrower nothing is drawn. */
export const narrowestWindow = 40

/** Lines of at most this many columns are not broken by a window of that width, wide characters or not. */
export const unbrokenWidth = narrowestWindow - 1

/**
 * What is drawn below the log, at most half as high as the window with the row of the cursor: a window can become half
 * as low before a line of it scrolls away, where nothing can erase it. Above are as many empty rows as lines can be
 * broken into more when the window becomes narrower: they are what stays then.
 */
export function frameOf(lines: readonly string[], { columns, rows }: WindowSize): readonly string[] {
  const most = Math.floor(rows / 2) - 1
  if (lines.length === 0 || most < 1 || columns < narrowestWindow) return []
  const spare = lines.slice(0, most).reduce((sum, line) => sum + rowsMore(line), 0)
  const above = Math.min(spare, most - 1)
  return [...Array<string>(above).fill(''), ...fold(lines, most - above)]
}

function rowsMore(line: string): number {
  return Math.max(0, Math.ceil(stringWidth(line) / unbrokenWidth) - 1)
}

/** The last line tells where all this ends. */
function fold(lines: readonly string[], most: number): readonly string[] {
  if (lines.length <= most) return lines
  if (most < 3) return lines.slice(0, most)
  const left = lines.length - most + 1
  return [...lines.slice(0, most - 2), `  … ${left} more`, ...lines.slice(-1)]
}
