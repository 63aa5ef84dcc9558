import { closestMatch } from 'leven'

/** The word with the fewest edits (at most a third of the typed letters), else one that begins with the typed letters; or undefined. */
export function closest(typed: string, words: readonly string[]): string | undefined {
  const maxDistance = Math.max(1, Math.ceil(typed.length / 3))
  const begun = typed.length > 1 ? words.find(word => word.startsWith(typed)) : undefined
  return closestMatch(typed, words, { maxDistance }) ?? begun
}
