import { printable } from './quote.js'
import { truncate } from './wrap.js'

/** Columns. A text may have 100,000, a title of readproctitle for one: nobody reads more than the beginning of it. */
const most = 400

/** How many of a list are shown before the rest is a count. */
const shown = 12

/** What of others' text a person is shown, without control sequences. */
export function excerpt(text: string): string {
  return truncate(foldDots(printable(text)), most)
}

/** Dots are room in a title; nobody counts them. */
export function foldDots(text: string): string {
  return text.replace(/\.{40,}/g, dots => dots.slice(0, 40))
}

/** The first of them, and a word on the others. */
export function excerpts(texts: readonly string[]): string[] {
  const lines = texts.slice(0, shown).map(excerpt)
  return texts.length > shown ? [...lines, `and ${texts.length - shown} more`] : lines
}
