import type { Process } from '../system/process.js'
import { descendants } from '../system/processes.js'
import { isUp } from '../system/supervise-state.js'
import type { ForeignService, Supervise, System } from '../system/system.js'

/** What one supervisor of another family keeps. */
interface ForeignPlace {
  readonly name: string
  readonly directory: string
  /** `up`: it ran when the run began, or normally does; `down`: else. */
  readonly wanted: 'up' | 'down'
}

export const foreignFields = ['name', 'directory', 'wanted']

/** Services with a link that runsv or s6-supervise keeps. s6 has a supervisor of its own for each log; runsv has both. */
export function foreignPlaces({ foreign }: System): ForeignPlace[] {
  return foreign.filter(isLinked).flatMap(({ name, directory, family, supervises, logSupervises }) => {
    if (supervises.length === 0) return []
    const wanted = (down: boolean, by: readonly Supervise[]) => (!down || by.some(isUp) ? 'up' : 'down')
    const own = {
      name,
      directory: directory.path,
      wanted: wanted(directory.normallyDown, supervises),
    } as const
    const { log } = directory
    if (log === null || family !== 's6' || logSupervises.length === 0) return [own]
    const logWanted = wanted(log.normallyDown, logSupervises)
    return [own, { name: `${name}/log`, directory: log.path, wanted: logWanted }]
  })
}

/** These supervisors, and everything below them. */
export function foreignProcesses(system: System): { readonly name: string; readonly process: Process }[] {
  return foreignSupervisors(system).flatMap(({ name, process }) =>
    [process, ...descendants(system, process.pid)].map(each => ({ name, process: each })),
  )
}

export function foreignSupervisors({
  foreign,
}: System): { readonly name: string; readonly process: Process }[] {
  const found = foreign
    .filter(isLinked)
    .flatMap(({ name, supervises, logSupervises }) =>
      [...supervises, ...logSupervises].map(({ process }) => [process.pid, { name, process }] as const),
    )
  return [...new Map(found).values()]
}

/** A real directory stays, and its scanner starts it again. */
function isLinked({ entry }: ForeignService): boolean {
  return entry.kind === 'link'
}
