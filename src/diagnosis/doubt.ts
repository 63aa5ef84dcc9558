/** One look cannot tell: it may be passing. */
export interface Doubt {
  readonly kind: 'doubt'
  readonly service: string | null
  /** The same key in the next look is the same doubt, still there. */
  readonly key: string
  /** What was seen in this look (processes, mostly); the history gathers them. */
  readonly marks: readonly string[]
  /** What is in doubt, for the reader of a look that was not repeated. */
  readonly message: string
  /** When another look can first tell more, in seconds from now; null: told already, and only to be remembered. */
  readonly again: number | null
}

export function doubt(
  service: string | null,
  key: string,
  message: string,
  options: { readonly again: number; readonly marks?: readonly string[] },
): Doubt {
  return { kind: 'doubt', service, key, message, marks: options.marks ?? [], again: options.again }
}

/** Beside a symptom that needed earlier looks: the next look needs them too. */
export function remembered(key: string, marks: readonly string[] = []): Doubt {
  return { kind: 'doubt', service: null, key, message: '', marks, again: null }
}
