import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openArena } from './arena.js'
import { dryPass } from './inject.js'
import { orderProblems } from './order.js'
import { parseLog } from './strace-log.js'
import { subjects } from './subjects.js'
import type { Tally } from './tally.js'

/** Resets that nothing happens to, watched: durable first, then done. */
export async function orderCheck(self: readonly string[], scratch: string, tally: Tally): Promise<void> {
  for (const reset of subjects.filter(({ beginsAnew }) => beginsAnew)) {
    const log = join(scratch, `order of ${reset.name}.log`)
    const arena = await openArena(self, reset.arena)
    try {
      await dryPass(arena, reset, log)
      const calls = parseLog(readFileSync(log, 'utf8'))
      const problems = orderProblems(calls.filter(({ thread }) => thread === calls[0]?.thread))
      const what = `the order of system calls of a ${reset.name}`
      tally.note(what, problems.length === 0 ? null : problems.join('\n'))
    } finally {
      await arena.close()
    }
  }
}
