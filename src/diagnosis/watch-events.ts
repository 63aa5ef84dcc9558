import type { WatchChange } from './changes.js'

/** Something that happened while svreset watched. */
export interface WatchEvent {
  readonly change: WatchChange
  /** When it happened last, and first. Milliseconds since the epoch. */
  readonly at: number
  readonly since: number
  /** What flutters is one event that happened often. */
  readonly times: number
}

/** Milliseconds. What changes again within this time flutters. */
const flutters = 60_000

/** So many are kept. */
const most = 500

/** With the changes of one more look, newest last. What came and went just now is told once, and counted. Pure. */
export function addChanges(
  events: readonly WatchEvent[],
  changes: readonly WatchChange[],
  at: number,
): WatchEvent[] {
  let all = [...events]
  for (const change of changes) {
    const key = keyOf(change)
    const before = all.findLast(event => keyOf(event.change) === key)
    const again = before !== undefined && at - before.at < flutters
    if (again) all = all.filter(event => event !== before)
    all.push({
      change: again ? joined(before.change, change) : change,
      at,
      since: again ? before.since : at,
      times: again ? before.times + 1 : 1,
    })
  }
  return all.slice(-most)
}

/** A finding that comes and goes is one thing, and so is a service that starts again and again. */
function keyOf(change: WatchChange): string {
  return JSON.stringify([change.kind === 'service' ? null : change.id, change.service])
}

/** From the first state to the last. */
function joined(before: WatchChange, change: WatchChange): WatchChange {
  return before.kind === 'service' && change.kind === 'service' ? { ...change, from: before.from } : change
}
