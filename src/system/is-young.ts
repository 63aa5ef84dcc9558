import type { Service, System } from './system.js'

/** So young a process may be one of many that keep exiting. */
const youngSeconds = 5

/** Its process has ended, or was started so lately that it may be one of many. */
export function isYoung({ ticks, ticksPerSecond }: System, { supervises }: Service): boolean {
  return supervises.some(
    ({ child }) =>
      child === null || child.state === 'Z' || ticks - child.startTime < youngSeconds * ticksPerSecond,
  )
}
