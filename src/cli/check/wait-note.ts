import type { Doubt } from '../../diagnosis/doubt.js'

/** Why a check takes longer than one look, for who waits. */
export function waitNote(doubts: readonly Doubt[], settle: number | undefined): string {
  const [first, ...others] = [...new Set(doubts.map(({ message }) => message))]
  if (first === undefined) return `svreset: looking again for ${settle} seconds\n`
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`
  return `svreset: looking again, to tell a passing state from a lasting one: ${first}${more}\n`
}
