import type { Finding } from '../contract/finding.js'
import type { Doubt } from './doubt.js'

/** What is in doubt, and is not looked at again now, is not known: it must not pass for happy. */
export function unsettled(doubts: readonly Doubt[]): Finding[] {
  const told = new Set<string>()
  return doubts.flatMap(({ service, message }): Finding[] => {
    const key = JSON.stringify([service, message])
    if (told.has(key)) return []
    told.add(key)
    return [
      {
        id: 'unreadable',
        severity: 'unknown',
        service,
        pids: [],
        message: `${message}: too early to tell whether that is passing`,
        evidence: { hides: 'whether this is passing' },
        byHand: 'check again, or give it longer: svreset check --settle 10',
      },
    ]
  })
}
