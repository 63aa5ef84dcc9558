import stringWidth from 'string-width'

/** Breaks a text at blanks into lines of at most `width` columns; a longer word stays whole. */
export function wrap(text: string, width: number, indent: string): string[] {
  const lines: string[] = []
  let line = ''
  let used = indent.length
  for (const word of text.split(' ')) {
    const columns = stringWidth(word)
    if (line !== '' && used + 1 + columns > width) {
      lines.push(indent + line)
      line = word
      used = indent.length + columns
    } else {
      used += columns + (line === '' ? 0 : 1)
      line = line === '' ? word : `${line} ${word}`
    }
  }
  return [...lines, indent + line]
}

/** Cut to `width` columns, with a mark where something is missing. */
export function truncate(text: string, width: number): string {
  if (stringWidth(text) <= width) return text
  let kept = ''
  let used = 0
  for (const { segment } of graphemes.segment(text)) {
    used += stringWidth(segment)
    if (used > width - 1) break
    kept += segment
  }
  return `${kept}…`
}

const graphemes = new Intl.Segmenter()
