import { readdirSync } from 'node:fs'
import type { OpenFiles } from '../details.js'
import { readProcText } from '../read.js'
import type { System } from '../system.js'

/** How many files svscan has open, and how many it may open: two for each service with a log. */
export function readOpenFiles(system: System): Map<number, OpenFiles> {
  const found = new Map<number, OpenFiles>()
  for (const { process } of system.svscans) {
    const limits = readProcText(`/proc/${process.pid}/limits`)
    const [, soft, hard] = /^Max open files +(\d+) +(\w+)/m.exec(limits) ?? []
    if (soft === undefined || hard === undefined) continue
    const softLimit = Number(soft)
    const hardLimit = hard === 'unlimited' ? null : Number(hard)
    try {
      found.set(process.pid, { softLimit, hardLimit, open: readdirSync(`/proc/${process.pid}/fd`).length })
    } catch {
      // not ours to look at
    }
  }
  return found
}
