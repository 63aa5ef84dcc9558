import { posix } from 'node:path'
import { quote } from '../output/quote.js'

/** Something that an operator may do now: what to type, and what it does. */
export interface WayOut {
  readonly command: string
  readonly does: string
}

/**
 * How a run that is not finished goes on, or is taken back. `manifest`: null where none was written; `stateDir`:
 * only where it is not the default.
 */
export function waysOut(run: string, manifest: string | null, stateDir?: string): readonly WayOut[] {
  const where = stateDir === undefined ? '' : ` --state-dir ${quote(stateDir)}`
  return [
    { command: `svreset resume ${run}${where}`, does: 'goes on where it stopped' },
    { command: `svreset restore ${run}${where}`, does: 'puts the links back' },
    ...(manifest === null
      ? []
      : [
          {
            command: `sh ${quote(`${posix.dirname(manifest)}/restore.sh`)}`,
            does: 'does the same without svreset',
          },
        ]),
  ]
}
