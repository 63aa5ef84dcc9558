import { type Rule, symptom } from '../../diagnosis/rule.js'
import { quote } from '../../text/quote.js'

/** SERVICES in svscan.c. */
const mostServices = 1000

export const tooManyServices: Rule = {
  id: 'too-many-services',
  severity: 'critical',
  mendedBy: 'person',
  *find({ system }) {
    for (const { process } of system.svscans) {
      const { length } = system.services
      const logs = system.services.filter(({ directory }) => directory.log !== null).length
      const softLimit = system.details?.openFiles.get(process.pid)?.softLimit
      const mostLogs = softLimit === undefined ? null : Math.max(0, Math.floor((softLimit - 4) / 2))
      const tooMany = length > mostServices
      if (!tooMany && (mostLogs === null || logs <= mostLogs)) continue
      yield symptom(
        null,
        [process.pid],
        tooMany
          ? `there are ${length} services, and svscan starts ${mostServices}`
          : `there are ${logs} services with logs, and svscan has descriptors for ${mostLogs}`,
        { services: length, withLogs: logs, softLimitOfOpenFiles: softLimit ?? null },
        tooMany ? 'take some to a second svscan directory' : 'start svscan with a higher limit of open files',
      )
    }
  },
}

export const fileDescriptorsExhausted: Rule = {
  id: 'file-descriptors-exhausted',
  severity: 'critical',
  mendedBy: 'person',
  consequenceOf: ['too-many-services'],
  *find({ system }) {
    for (const { process } of system.svscans) {
      const files = system.details?.openFiles.get(process.pid)
      if (files === undefined || files.open < files.softLimit - 3) continue
      yield symptom(
        null,
        [process.pid],
        `svscan has ${files.open} files open, and may have ${files.softLimit}: it cannot start another service with a log`,
        { open: files.open, softLimit: files.softLimit },
        'start svscan with a higher limit of open files (LimitNOFILE=, ulimit -n)',
      )
    }
  },
}

export const superviseCannotStart: Rule = {
  id: 'supervise-cannot-start',
  severity: 'critical',
  mendedBy: 'person',
  *find({ system, parts }) {
    for (const { service, name, directory, supervises } of parts) {
      if (supervises.length > 0) continue
      for (const { path, reason, pids } of system.details?.obstacles.get(directory.id) ?? []) {
        yield symptom(
          service,
          pids,
          `no supervise can start in ${quote(name)}: ${reason}`,
          { path, reason },
          `mend ${quote(path)}; svscan tries again every 5 seconds`,
        )
      }
    }
  },
}
