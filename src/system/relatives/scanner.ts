import type { Process, Relative } from '../process.js'
import { readWorkingDirectory } from '../process-place.js'
import { fileId, tryStat } from '../read.js'
import type { Directory } from '../system.js'
import { programOf } from './programs.js'

/** A process that keeps a directory of links, as svscan does, and that directory. */
export interface Scanner {
  readonly family: Relative['family']
  readonly directory: Directory
}

/** null: it is no scanner of these families, or svreset may not see its directory. */
export function asScanner(process: Process): Scanner | null {
  const program = process.state === 'Z' ? null : programOf(process)
  if (program?.is !== 'scanner') return null
  const directory = scannedBy(process.pid, program.family, program.words)
  return directory === null ? null : { family: program.family, directory }
}

/** s6-svscan changes to it and stays; runsvdir goes there only to look, and takes its name anew each time. */
function scannedBy(pid: number, family: Relative['family'], words: readonly string[]): Directory | null {
  const there = readWorkingDirectory(`/proc/${pid}`)
  if (family === 's6' && there !== null) return there
  const name = family === 's6' ? words.at(-1) : words.find(word => !word.startsWith('-'))
  if (name === undefined || (!name.startsWith('/') && there === null)) return null
  const path = name.startsWith('/') ? name : `${there?.path}/${name}`
  const stats = tryStat(path)
  return stats === null ? null : { path, id: fileId(stats) }
}
