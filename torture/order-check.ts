import { readFileSync } from 'node:fs'
import { openArena } from './arena.js'
import { dryPass } from './inject.js'
import { orderProblems } from './order.js'
import { parseLog } from './strace-log.js'
import { subjects } from './subjects.js'
import type { Tally } from './tally.js'

/** A reset that nothing happens to, watched: durable first, then done. */
export async function orderCheck(self: readonly string[], log: string, tally: Tally): Promise<void> {
  const [reset] = subjects
  if (reset === undefined) throw new Error('there is no reset among the subjects')
  const arena = await openArena(self)
  try {
    await dryPass(arena, reset, log)
    const calls = parseLog(readFileSync(log, 'utf8'))
    const problems = orderProblems(calls.filter(({ thread }) => thread === calls[0]?.thread))
    tally.note('the order of system calls', problems.length === 0 ? null : problems.join('\n'))
  } finally {
    await arena.close()
  }
}
