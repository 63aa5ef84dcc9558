import type { Observation, Unreadable } from './system.js'

/** Mounted with hidepid, /proc shows only our own processes, proc(5). */
export const hiddenProcesses: Unreadable = {
  what: 'the processes of others',
  hides: 'what runs at all',
  pids: [],
}

/** Then nobody can say that something does not run. */
export function areOthersHidden({ unreadable }: Pick<Observation, 'unreadable'>): boolean {
  return unreadable.some(({ what }) => what === hiddenProcesses.what)
}
