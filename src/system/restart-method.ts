import type { Process, Svscan, System } from './system.js'

/** How svscan comes back after it was ended. */
export type RestartMethod = 'respawn' | 'manual' | 'supervised'

/** What `--restart-method` takes. */
export const restartMethods: readonly RestartMethod[] = ['respawn', 'manual']

export interface Restart {
  readonly method: RestartMethod
  /** What in the system says so. */
  readonly evidence: string
  /** What svreset starts itself under `manual`, or where nobody respawns it. */
  readonly argv: readonly string[]
}

/** Pure: from what was seen, how svscan is kept running; null where no svscan runs. */
export function findRestart(system: System): Restart | null {
  const svscan = system.svscans[0]
  if (svscan === undefined) return null
  const top = svscan.svscanboot ?? svscan.process
  const argv = startCommand(system, svscan)
  if (svscan.process.pid === 1) {
    return { method: 'supervised', evidence: 'svscan is process 1 here', argv }
  }
  const what = `${describe(top)}, pid ${top.pid},`
  if (top.parent === 1) return { method: 'respawn', evidence: `${what} is a child of process 1`, argv }
  const parent = system.processes.get(top.parent)
  const below = parent === undefined ? 'another process' : `${describe(parent)}, pid ${parent.pid}`
  return { method: 'manual', evidence: `${what} is a child of ${below}, not of process 1`, argv }
}

/** What a person would type to have svscan again: svscanboot where that was there, the same svscan otherwise. */
export function startCommand(system: System, svscan: Svscan | undefined): readonly string[] {
  const boot = svscan?.svscanboot
  // A script's argv is its interpreter's: `/bin/sh /usr/bin/svscanboot`.
  const script = boot?.arguments.find(word => /(^|\/)svscanboot$/.test(word))
  if (script !== undefined) return [script]
  return ['svscan', system.serviceDirectory.path]
}

function describe(process: Process): string {
  return process.command
}
