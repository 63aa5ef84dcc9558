import { printable } from './quote.js'
import { truncate } from './wrap.js'

/** Columns. A text may have 100,000, such as a title of readproctitle. Nobody reads more than its beginning. */
const most = 400

/** Up to this number of a list is shown; the others are counted. */
const shown = 12

/** The part of foreign text that a person is shown, without control sequences. */
export function excerpt(text: string): string {
  return truncate(foldDots(printable(text)), most)
}

/** What of it goes into a sentence. */
export function brief(text: string): string {
  return truncate(foldDots(printable(text)), 120)
}

/** Dots are free room in a title; nobody counts them. */
export function foldDots(text: string): string {
  return text.replace(/\.{40,}/g, dots => dots.slice(0, 40))
}

/** The first ones, and how many more there are. */
export function excerpts(texts: readonly string[]): string[] {
  const lines = texts.slice(0, shown).map(excerpt)
  return texts.length > shown ? [...lines, `and ${texts.length - shown} more`] : lines
}
