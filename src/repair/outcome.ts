import type { Finding } from '../contract/finding.js'

/** What a repair has come to: the findings before it against those after it. */
export interface Outcome {
  readonly cured: readonly Finding[]
  readonly left: readonly Finding[]
  readonly fresh: readonly Finding[]
}

export function compare(before: readonly Finding[], after: readonly Finding[]): Outcome {
  const known = new Set(before.map(key))
  const now = new Set(after.map(key))
  return {
    cured: before.filter(finding => !now.has(key(finding))),
    left: after.filter(finding => known.has(key(finding))),
    fresh: after.filter(finding => !known.has(key(finding))),
  }
}

/** Pids change, and messages with them: a finding is the same where it is of the same kind and the same service. */
function key({ id, service }: Finding): string {
  return JSON.stringify([id, service])
}

/** Something is wrong still, or anew. */
export function isLeft(outcome: Outcome | null): boolean {
  return outcome !== null && outcome.left.length + outcome.fresh.length > 0
}
