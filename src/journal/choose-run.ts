import { ExitCode, UserError } from '../errors.js'
import { findSvscanDirectory } from '../system/find-svscan-directory.js'
import { fileId, tryStat } from '../system/read.js'
import type { UnfinishedRun } from './unfinished.js'

/** A place that an operator means, or that a run was on. */
type Place = { readonly path: string; readonly id: string } | null

/**
 * Of the open runs the one that is meant where nobody has named it: the newest on the directory that was named, else on
 * the one where svscan runs. null: there is none. Throws where only runs on other directories are open, and it is not
 * clear which of them is meant.
 */
export function chooseUnfinishedRun(
  verb: 'restore' | 'resume',
  open: readonly UnfinishedRun[],
  serviceDir: string | undefined,
): UnfinishedRun | null {
  const here = placeMeant(serviceDir)
  const candidates = here === null ? open : open.filter(run => isOn(run.svscanDirectory, here))
  const [newest] = candidates
  if (newest !== undefined && areOnOne(candidates)) return newest
  if (open.length === 0 || serviceDir !== undefined) return null
  throw new UserError(ExitCode.refused, `unable to choose the run to ${verb}`, {
    reason:
      here === null
        ? 'there are open runs on more than one directory'
        : `no run on ${here.path} is open; on other directories there are`,
    next: open
      .map(
        ({ run, svscanDirectory }) =>
          `svreset ${verb} ${run} is for ${svscanDirectory?.path ?? 'a directory that its damaged manifest does not tell'}`,
      )
      .join('\n        '),
  })
}

/** Without a run's name only those on the directory that was named count. */
export function isMeant(path: string | null, named: string | undefined): boolean {
  if (named === undefined) return true
  const stats = tryStat(named)
  return path !== null && isOn({ path, id: '' }, { path: named, id: stats === null ? '-' : fileId(stats) })
}

/** Whatever other name it has; a directory that was moved is still the one that the run was on. */
export function isOn(place: Place, here: { readonly path: string; readonly id: string }): boolean {
  if (place === null) return false
  const stats = tryStat(place.path)
  return place.path === here.path || place.id === here.id || (stats !== null && fileId(stats) === here.id)
}

/** null: nobody has named one, and there are several or none that it could be. */
export function placeMeant(
  serviceDir: string | undefined,
): { readonly path: string; readonly id: string } | null {
  const path = serviceDir === undefined ? usualPlace() : findSvscanDirectory(serviceDir)
  const stats = path === null ? null : tryStat(path)
  return path === null || stats === null ? null : { path, id: fileId(stats) }
}

function usualPlace(): string | null {
  try {
    return findSvscanDirectory(undefined)
  } catch (error) {
    if (error instanceof UserError) return null
    throw error
  }
}

function areOnOne(runs: readonly UnfinishedRun[]): boolean {
  return new Set(runs.map(({ svscanDirectory }) => svscanDirectory?.path)).size === 1
}
