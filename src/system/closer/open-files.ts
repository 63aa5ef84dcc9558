import { readdirSync } from 'node:fs'
import { readProcText } from '../read.js'
import type { OpenFiles, System } from '../system.js'

/** How many files svscan has open, and may have: two for each service with a log. */
export function readOpenFiles(system: System): Map<number, OpenFiles> {
  const found = new Map<number, OpenFiles>()
  for (const { process } of system.svscans) {
    const limits = readProcText(`/proc/${process.pid}/limits`)
    const softLimit = Number(/^Max open files +(\d+)/m.exec(limits)?.[1] ?? Number.NaN)
    if (Number.isNaN(softLimit)) continue
    try {
      found.set(process.pid, { softLimit, open: readdirSync(`/proc/${process.pid}/fd`).length })
    } catch {
      // not ours to look at
    }
  }
  return found
}
