import type { Finding } from '../contract/finding.js'
import type { Compared, Outcome } from '../contract/repair.js'

type Identity = Pick<Finding, 'id' | 'service'>

export function compare<B extends Identity, A extends Identity>(
  before: readonly B[],
  after: readonly A[],
): Compared<B, A> {
  const known = new Set(before.map(key))
  const now = new Set(after.map(key))
  return {
    cured: before.filter(finding => !now.has(key(finding))),
    left: after.filter(finding => known.has(key(finding))),
    fresh: after.filter(finding => !known.has(key(finding))),
  }
}

/** Pids change, and messages with them: a finding is the same where it is of the same kind and the same service. */
function key({ id, service }: Identity): string {
  return JSON.stringify([id, service])
}

/** Something is wrong still, or anew. */
export function isLeft(outcome: Outcome | null): boolean {
  return outcome !== null && outcome.left.length + outcome.fresh.length > 0
}
