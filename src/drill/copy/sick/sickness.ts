import { closeSync, constants, openSync, statSync } from 'node:fs'
import type { LookDirectory, LookJson } from '../../../contract/schemas/look.js'
import { encodeBytes } from '../../../text/bytes.js'
import { type DrillProcess, processesNamed } from '../../stage/process-table.js'
import { until } from '../../stage/until.js'

/** A finding of the look, on its service. */
export interface Target {
  readonly look: LookJson
  readonly name: string
  readonly directory: LookDirectory
}

/** How a service of the copy gets the sickness that it has on the system. */
export interface Inflicted {
  /** Before svscan starts, when the directories are there and the links are not. */
  readonly before?: (target: Target) => Promise<void> | void
  /** When everything else of the copy is as it should be. */
  readonly after?: (target: Target) => Promise<void> | void
  /** It cannot be up, or its log cannot: nobody waits for it. */
  readonly neverReady?: true
  /** `after` makes its link. */
  readonly linkedLate?: true
}

/** The living supervises in this very directory, whatever its name. */
export function supervisesIn(path: string): DrillProcess[] {
  const { dev, ino } = statSync(encodeBytes(path))
  return processesNamed('supervise').filter(({ pid, state }) => {
    if (state === 'Z') return false
    const stats = statSync(`/proc/${pid}/cwd`, { throwIfNoEntry: false })
    return stats?.dev === dev && stats.ino === ino
  })
}

export async function superviseOf({ directory }: Target): Promise<DrillProcess> {
  return until(`a supervise in ${directory.path}`, () => supervisesIn(directory.path)[0])
}

/** Programs take no name that is not UTF-8 from Node: they get that of a descriptor. */
export async function within(path: string, act: (cwd: string) => Promise<unknown>): Promise<void> {
  const descriptor = openSync(encodeBytes(path), constants.O_RDONLY | constants.O_DIRECTORY)
  try {
    await act(`/proc/${process.pid}/fd/${descriptor}`)
  } finally {
    closeSync(descriptor)
  }
}

export function namedAlive(command: string): DrillProcess[] {
  return processesNamed(command).filter(({ state }) => state !== 'Z')
}
