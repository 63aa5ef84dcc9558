import { setTimeout as delay } from 'node:timers/promises'
import type { Finding } from '../contract/finding.js'
import { unsettled } from '../diagnosis/unsettled.js'
import { examine } from '../findings/diagnose.js'
import type { System } from '../system/system.js'
import { nextLook } from './settle.js'

/**
 * What a run notes of the system when it begins and when it ends: nobody waits 10 seconds for that. Where the first look
 * leaves a doubt, there is one more. `doubtful`: what is in doubt even then is unknown, and does not pass for well.
 */
export async function glance(
  first: System,
  look: () => System,
  doubtful: boolean,
): Promise<{ readonly findings: readonly Finding[]; readonly system: System }> {
  const { findings, doubts, history } = examine(first)
  if (doubts.length === 0) return { findings, system: first }
  await delay(nextLook(doubts) * 1000)
  const system = look()
  const second = examine(system, history)
  return { findings: [...second.findings, ...(doubtful ? unsettled(second.doubts) : [])], system }
}
