import { closestMatch } from 'leven'

/** The word that takes the fewest edits (a third of what was typed at most), else one that begins as typed; or undefined. */
export function closest(typed: string, words: readonly string[]): string | undefined {
  const maxDistance = Math.max(1, Math.ceil(typed.length / 3))
  const begun = typed.length > 1 ? words.find(word => word.startsWith(typed)) : undefined
  return closestMatch(typed, words, { maxDistance }) ?? begun
}
