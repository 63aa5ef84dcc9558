import { posix } from 'node:path'
import { quote } from '../text/quote.js'

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
  return [
    { command: `svreset resume ${run}${option(stateDir)}`, does: 'goes on where it stopped' },
    ...waysBack(run, manifest, stateDir),
  ]
}

/** Only its links. */
export function waysBack(run: string, manifest: string | null, stateDir?: string): readonly WayOut[] {
  const script = manifest === null ? null : `${posix.dirname(manifest)}/restore.sh`
  return [
    { command: `svreset restore ${run}${option(stateDir)}`, does: 'puts the links back' },
    ...(script === null ? [] : [{ command: `sh ${quote(script)}`, does: 'does the same without svreset' }]),
  ]
}

function option(stateDir: string | undefined): string {
  return stateDir === undefined ? '' : ` --state-dir ${quote(stateDir)}`
}
