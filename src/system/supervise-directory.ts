import { isProgram, type Process } from './process.js'
import { readProcText, tryStat } from './read.js'

/**
 * Where the svscans of this directory tell their supervises to keep their files: SUPERVISEDIR, as daemontools-encore
 * reads it (svpath.c). null: in `supervise`. A supervise has it from its svscan, and svc needs it too.
 */
export function superviseBase(
  processes: ReadonlyMap<number, Process>,
  svscanDirectory: string,
): string | null {
  for (const process of processes.values()) {
    if (!isProgram(process, 'svscan') || process.workingDirectory?.id !== svscanDirectory) continue
    const base = /(?:^|\0)SUPERVISEDIR=([^\0]+)/.exec(readProcText(`/proc/${process.pid}/environ`))?.[1]
    if (base !== undefined && base !== 'supervise') return base
  }
  return null
}

/** Of the service in `directory`. That of daemontools takes no notice of the variable: where it has made nothing there. */
export function superviseDirectory(directory: string, base: string | null): string {
  const usual = `${directory}/supervise`
  if (base === null) return usual
  // An absolute one is for all services: the path of each is its name there.
  const named = base.startsWith('/')
    ? `${base}/${directory.slice(1).replaceAll('/', ':')}`
    : `${directory}/${base}`
  return tryStat(`${named}/control`) === null ? usual : named
}
