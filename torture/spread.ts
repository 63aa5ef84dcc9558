/** The same at each run; in steps of the golden ratio, so that no rhythm of the list meets one of the sample. */
export function spread<T>(all: readonly T[], count: number | null): readonly T[] {
  if (count === null || count >= all.length) return all
  const chosen = new Set<T>()
  for (let step = 1; chosen.size < count; step += 1) {
    chosen.add(all[Math.floor(((step * 0.618034) % 1) * all.length)] as T)
  }
  return [...chosen]
}
