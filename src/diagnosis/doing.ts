import type { Process } from '../system/process.js'
import { descendants, nameOf } from '../system/processes.js'
import { isLive } from '../system/supervise-state.js'
import type { System } from '../system/system.js'
import { listed } from '../text/list.js'

const states: Readonly<Record<string, string>> = {
  R: 'running',
  S: 'sleeping',
  D: 'in a wait that no signal ends',
  T: 'stopped',
  t: 'stopped by a debugger',
  Z: 'defunct',
}

/** `./run (pid 212), sleeping in do_wait; below it: sleep 4 (pid 213)`: what a process does that should end. */
export function doing(system: System, process: Process): string {
  const below = processesBelow(system, process)
  const rest = below.length === 0 ? '' : `; below it: ${listed(below)}`
  return `${nameOf(process)} (pid ${process.pid}), ${stateOf(system, process)}${rest}`
}

export function stateOf({ details }: System, { pid, state }: Process): string {
  const place = details?.kernelWaits.get(pid)
  return `${states[state] ?? `in state ${state}`}${place === undefined ? '' : ` in ${place}`}`
}

/** Each as `sleep 4 (pid 213)`. */
export function processesBelow(system: System, { pid }: Process): string[] {
  return descendants(system, pid)
    .filter(isLive)
    .map(process => `${nameOf(process)} (pid ${process.pid})`)
}
