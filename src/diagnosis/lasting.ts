import type { RuleInput } from './rule.js'

/** For how many seconds this doubt has stood; 0 where it is new. */
export function lasted({ system, history }: RuleInput, key: string): number {
  const since = history.get(key)?.since
  return since === undefined ? 0 : Math.max(0, (system.ticks - since) / system.ticksPerSecond)
}

/** Seconds since a wall-clock time, not negative; a clock that was set back makes it look new. */
export function secondsSince({ system }: RuleInput, milliseconds: number): number {
  return Math.max(0, (system.time - milliseconds) / 1000)
}
