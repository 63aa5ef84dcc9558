import { posix } from 'node:path'
import type { WayOut } from '../contract/way-out.js'
import { quote } from '../text/quote.js'

/** Where the links belong, if the recorded name does not lead there. */
export interface Detour {
  readonly directory: string
  /** It is not the directory in which they were. */
  readonly anew: boolean
  /** A command that makes it, to be typed first. */
  readonly first?: string
}

/**
 * The ways to continue or undo an unfinished run. `manifest`: null if there is none; `stateDir`: only if it is not the
 * default.
 */
export function waysOut(
  run: string,
  manifest: string | null,
  stateDir?: string,
  detour: Detour | null = null,
): readonly WayOut[] {
  return [
    ...(detour?.anew === true ? [] : [wayOn(run, stateDir, detour)]),
    ...waysBack(run, manifest, stateDir, detour),
  ]
}

/** The only way out if no link was recorded yet. */
export function wayOn(run: string, stateDir?: string, detour: Detour | null = null): WayOut {
  return {
    command: `svreset resume ${run}${option('--state-dir', stateDir)}${option('--service-dir', detour?.directory)}`,
    does: 'continues the run',
  }
}

/** Only for its links. */
export function waysBack(
  run: string,
  manifest: string | null,
  stateDir?: string,
  detour: Detour | null = null,
): readonly WayOut[] {
  const script = manifest === null ? null : `${posix.dirname(manifest)}/restore.sh`
  const force = detour?.anew === true ? ' --force' : ''
  const first = detour?.first ?? ''
  const words = detour === null ? '' : `${force} ${quote(detour.directory)}`
  return [
    {
      command: `${first}svreset restore ${run}${option('--state-dir', stateDir)}${option('--service-dir', detour?.directory)}${force}`,
      does: detour?.anew === true ? 'puts the links into that directory instead' : 'puts the links back',
    },
    ...(script === null
      ? []
      : [{ command: `${first}sh ${quote(script)}${words}`, does: 'does the same without svreset' }]),
  ]
}

function option(name: string, value: string | undefined): string {
  return value === undefined ? '' : ` ${name} ${quote(value)}`
}
