import { ExitCode, UserError } from '../errors.js'
import { findSvscanDirectory } from '../system/find-svscan-directory.js'
import { fileId, tryStat } from '../system/read.js'
import type { UnfinishedRun } from './unfinished.js'

/** The directory that an operator means, or that a run was on. */
type Place = { readonly path: string; readonly id: string } | null

/** Open runs on several directories: whoever is at a terminal may choose one. */
export class SeveralRuns extends UserError {
  readonly runs: readonly UnfinishedRun[]

  constructor(verb: 'restore' | 'resume', runs: readonly UnfinishedRun[], reason: string) {
    super(ExitCode.refused, `unable to choose the run to ${verb}`, {
      reason,
      next: runs.map(run => `svreset ${verb} ${run.run} is for ${describePlace(run)}`),
    })
    this.runs = runs
  }
}

export function describePlace({ svscanDirectory }: UnfinishedRun): string {
  return svscanDirectory?.path ?? 'an unknown directory (its manifest is damaged)'
}

/**
 * Chooses among the open runs if nobody has named one: the newest on the named directory, or else on the directory in
 * which svscan runs. null: there is none. Throws SeveralRuns if only runs on other directories are open, or more than one
 * directory is possible.
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
  const reason =
    here === null
      ? 'there are open runs on more than one directory'
      : `no run on ${here.path} is open, but there are open runs on other directories`
  throw new SeveralRuns(verb, open, reason)
}

/** Without the name of a run, only runs on the named directory count. */
export function isMeant(path: string | null, named: string | undefined): boolean {
  if (named === undefined) return true
  const stats = tryStat(named)
  return path !== null && isOn({ path, id: '' }, { path: named, id: stats === null ? '-' : fileId(stats) })
}

/** Other names of the directory count too. A directory that was moved is still the directory of the run. */
export function isOn(place: Place, here: { readonly path: string; readonly id: string }): boolean {
  if (place === null) return false
  const stats = tryStat(place.path)
  return place.path === here.path || place.id === here.id || (stats !== null && fileId(stats) === here.id)
}

/** null: nobody has named a directory, and there are several possible ones or none. */
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
