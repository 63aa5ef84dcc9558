import type { RuleInput } from './rule.js'
import { age } from './service-part.js'

/** svscan scans every 5 seconds; one more for a scan that takes its time. */
export const scan = 6

/** For how many seconds this doubt has stood; 0 where it is new. */
export function lasted({ system, history }: RuleInput, key: string): number {
  const since = history.get(key)?.since
  return since === undefined ? 0 : Math.max(0, (system.ticks - since) / system.ticksPerSecond)
}

/** Seconds since a wall-clock time, not negative; a clock that was set back makes it look new. */
export function secondsSince({ system }: RuleInput, milliseconds: number): number {
  return Math.max(0, (system.time - milliseconds) / 1000)
}

/**
 * How long until svscan must have acted on what was made at `changed` (milliseconds), or 0. It starts a
 * missing supervise at its scan, every 5 seconds; a zombie is one that it has not yet replaced.
 */
export function secondsUntilScanned(look: RuleInput, key: string, changed: number): number {
  const { system } = look
  const stood = lasted(look, key)
  let wait = 0
  for (const process of [...system.svscans.map(svscan => svscan.process), ...system.foreignScanners]) {
    // It looks only when it is told to: nothing is on its way.
    if (process.relative?.family === 's6') continue
    const pending = (system.children.get(process.pid) ?? []).some(
      child => child.state === 'Z' || child.command === 'svscan',
    )
    const seen = Math.min(age(system, process), secondsSince(look, changed), pending ? 0 : scan)
    wait = Math.max(wait, scan - Math.max(stood, seen))
  }
  return wait
}
