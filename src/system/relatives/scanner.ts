import type { FileId, Relative } from '../process.js'
import { fileId, tryStat } from '../read.js'

/**
 * The directory of links that a scanner of another family looks at. s6-svscan changes to it and stays; runsvdir goes
 * there only to look, and takes its name anew each time. null: svreset may not see it.
 */
export function scannedBy(pid: number, family: Relative['family'], words: readonly string[]): FileId | null {
  const there = family === 's6' ? tryStat(`/proc/${pid}/cwd`) : null
  if (there !== null) return fileId(there)
  const path = family === 's6' ? words.at(-1) : words.find(word => !word.startsWith('-'))
  const stats = path === undefined ? null : tryStat(path.startsWith('/') ? path : `/proc/${pid}/cwd/${path}`)
  return stats === null ? null : fileId(stats)
}
