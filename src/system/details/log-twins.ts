import type { LogTwin } from '../details.js'
import type { FileId } from '../process.js'
import { fileId, readLink, tryStat } from '../read.js'
import type { System } from '../system.js'
import { logProcess } from './multilog.js'

/** By the id of `log`, of the later of two services. multilog's working directory is the one that it writes to. */
export function findLogTwins({ services }: System): Map<FileId, LogTwin> {
  const found = new Map<FileId, LogTwin>()
  const first = new Map<FileId, number>()
  for (const service of services) {
    const { log } = service.directory
    const multilog = logProcess(service)
    if (log === null || multilog?.command !== 'multilog') continue
    const stats = tryStat(`/proc/${multilog.pid}/cwd`)
    // Before its first line of work it is still where supervise has started it.
    if (stats === null || fileId(stats) === log.id) continue
    const other = first.get(fileId(stats))
    first.set(fileId(stats), other ?? multilog.pid)
    // Two services with one log have one multilog.
    if (other === undefined || other === multilog.pid) continue
    // One without a directory stays anywhere.
    if (tryStat(`/proc/${multilog.pid}/cwd/current`) === null) continue
    found.set(log.id, { directory: readLink(`/proc/${multilog.pid}/cwd`) ?? '', pid: other })
  }
  return found
}
