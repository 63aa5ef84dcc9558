import type { Doubt } from './doubt.js'

/**
 * What earlier looks left in doubt, by the doubt's key: since when it has been there in every look, and all that
 * was seen meanwhile. A doubt that one look does not repeat is forgotten.
 */
export type DoubtHistory = ReadonlyMap<string, Remembered>

export interface Remembered {
  /** Ticks of the first look in doubt. */
  readonly since: number
  readonly marks: ReadonlySet<string>
}

export const noDoubts: DoubtHistory = new Map()

export function remember(history: DoubtHistory, doubts: readonly Doubt[], ticks: number): DoubtHistory {
  const next = new Map<string, Remembered>()
  for (const { key, marks } of doubts) {
    const before = next.get(key) ?? history.get(key)
    next.set(key, { since: before?.since ?? ticks, marks: new Set([...(before?.marks ?? []), ...marks]) })
  }
  return next
}
