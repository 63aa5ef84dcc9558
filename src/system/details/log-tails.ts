import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { decodeBytes } from '../../text/bytes.js'
import { isYoung } from '../is-young.js'
import type { FileId } from '../process.js'
import { fsPath } from '../read.js'
import type { Service, System } from '../system.js'
import { logDirectories, logProcess } from './multilog.js'

/** If everything has just been started, nobody reads more than these. */
const mostServices = 20

/** The last lines of the logs of services that may keep exiting: they say why. */
export function readLogTails(system: System): Map<FileId, string[]> {
  const tails = new Map<FileId, string[]>()
  for (const service of system.services) {
    if (tails.size >= mostServices) break
    if (!isYoung(system, service)) continue
    const lines = lastWords(service)
    if (lines.length > 0) tails.set(service.directory.id, lines)
  }
  return tails
}

/** The last three lines of this service's log; none if it has no log. */
export function logTail(service: Service): string[] {
  return lastWords(service).slice(-3)
}

/** The last lines of this service's log, as many as fit into `bytes`. */
export function lastWords(service: Service, bytes = 2048): string[] {
  const [directory] = logDirectories(service, logProcess(service))
  // If no multilog runs, its usual directory.
  const path = directory ?? (service.directory.log === null ? null : `${service.directory.log.path}/main`)
  return path === null ? [] : lastLines(`${path}/current`, bytes)
}

function lastLines(path: string, most: number): string[] {
  let descriptor: number
  try {
    descriptor = openSync(fsPath(path), constants.O_RDONLY | constants.O_NONBLOCK)
  } catch {
    return []
  }
  try {
    const stats = fstatSync(descriptor)
    if (!stats.isFile()) return []
    const bytes = Buffer.alloc(Math.min(stats.size, most))
    const length = readSync(descriptor, bytes, 0, bytes.length, stats.size - bytes.length)
    const lines = decodeBytes(bytes.subarray(0, length)).split('\n')
    const whole = stats.size > bytes.length ? lines.slice(1) : lines
    return whole.filter(line => line !== '')
  } catch {
    return []
  } finally {
    closeSync(descriptor)
  }
}
