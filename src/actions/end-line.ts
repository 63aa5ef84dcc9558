import type { Operation } from '../contract/operation.js'
import { age } from '../diagnosis/service-part.js'
import { writerOf } from '../system/pairs.js'
import { idOf, serviceName } from '../system/processes.js'
import { isLive, isUp } from '../system/supervise-state.js'
import type { Supervise, System } from '../system/system.js'

/** supervise reads no orders in the second after it has started something. */
const deafSeconds = 1.5

/**
 * multilog that was told to end in the middle of a line reads on until the line ends. svscan has the pipe as well, so
 * the end of the file never comes. When the service has ended, svreset writes the end of the line.
 */
export function endLine(log: Supervise, system: System): Operation[] {
  const { process, role, logChild = null } = log
  // daemontools-encore's supervise keeps the pipe to its own log open as well.
  const child = role === 'log' ? log.child : logChild
  if (child === null || !isLive(child) || child.command !== 'multilog') return []
  if (process.state === 'T' || age(system, child) < deafSeconds) return []
  const writer = role === 'log' ? writerOf(system, log) : log
  if (writer !== null && isUp(writer)) return []
  const reads = system.details?.kernelWaits.get(child.pid)?.endsWith('pipe_read') === true
  return reads
    ? [{ kind: 'end-line', process: idOf(child), what: `${serviceName(log)}${role === 'log' ? '' : '/log'}` }]
    : []
}
