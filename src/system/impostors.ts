import type { FileId, Process } from './process.js'
import type { Impostor, Observation, Svscan } from './system.js'

/**
 * Processes in the place of a program of daemontools, with its name, that are not believed to be it. Others on the
 * machine, above all a user's own daemontools, do not matter here.
 */
export function findImpostors(
  { processes, svscanDirectory }: Observation,
  svscans: readonly Svscan[],
  serviceOf: (directory: FileId) => string | null,
): Impostor[] {
  const pipes = new Set(svscans.map(({ process }) => process.descriptors[2]))
  const parents = new Set(svscans.map(({ process }) => process.parent))
  const placeOf = ({ command, pid, workingDirectory, descriptors }: Process): Place | null => {
    const directory = workingDirectory?.id ?? ''
    const service = command === 'supervise' ? serviceOf(directory) : null
    if (service !== null) return { as: command, service }
    const isThere =
      (command === 'svscan' && directory === svscanDirectory.id) ||
      (command === 'readproctitle' && descriptors[0] !== undefined && pipes.has(descriptors[0]))
    if (isThere) return { as: command, service: null }
    return parents.has(pid) ? { as: 'svscanboot', service: null } : null
  }
  return [...processes.values()].flatMap(process => {
    const { impostor: why } = process
    const place = why === undefined ? null : placeOf(process)
    return why === undefined || place === null ? [] : [{ process, why, ...place }]
  })
}

type Place = Pick<Impostor, 'as' | 'service'>
