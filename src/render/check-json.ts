import type { AdvisedFinding } from '../contract/finding.js'
import { verdictOf } from '../contract/finding.js'
import type { Restart } from '../contract/restart.js'
import type { CheckJson } from '../contract/schemas/check.js'
import type { Named } from '../contract/schemas/parts.js'
import type { IgnoredFinding } from '../contract/settings.js'
import {
  type ServicePartState,
  type ServiceState,
  scannerFamily,
  serviceStates,
} from '../diagnosis/service-state.js'
import { findRestarts } from '../restart/index.js'
import type { Process } from '../system/process.js'
import type { System } from '../system/system.js'
import { encodeBytes, isUtf8 } from '../text/bytes.js'

type ServiceJson = CheckJson['services'][number]

/** `svreset/check/1`. `services`: only these services; null: all. */
export function checkJson(
  system: System,
  findings: readonly AdvisedFinding[],
  services: ReadonlySet<string> | null,
  ignored: readonly IgnoredFinding[] = [],
): CheckJson {
  return {
    schema: 'svreset/check/1',
    time: new Date(system.time).toISOString(),
    host: system.host,
    serviceDirectory: system.svscanDirectory.path,
    verdict: verdictOf(findings),
    svscan: svscanJson(system),
    services: serviceStates(system)
      .filter(({ entry }) => services === null || services.has(entry.name))
      .map(state => serviceJson(system.svscanDirectory.path, state)),
    findings: findings.map(findingJson),
    ...(ignored.length === 0 ? {} : { ignored: ignored.map(ignoredJson) }),
  }
}

function svscanJson(system: System): CheckJson['svscan'] {
  const scanner = system.svscans[0]?.process ?? system.foreignScanners[0]
  if (scanner === undefined) return null
  const { pid, parent, relative } = scanner
  return {
    supervisor: scannerFamily(scanner, system),
    pid,
    parent: { pid: parent, command: commandOf(system.processes.get(parent)) },
    // svreset restarts none of another family.
    restart: relative === undefined ? restartJson(findRestarts(system)) : null,
  }
}

/** If more than one way seems to hold, none is the method. */
function restartJson([restart, ...others]: readonly Restart[]): NonNullable<CheckJson['svscan']>['restart'] {
  if (restart === undefined) return null
  const one = ({ method, target, evidence }: Restart) => ({ method, unit: target, evidence })
  if (others.length === 0) return one(restart)
  return { method: null, unit: null, candidates: [restart, ...others].map(one) }
}

function serviceJson(directory: string, { entry, linked, log, ...state }: ServiceState): ServiceJson {
  return {
    ...named('name', entry.name),
    ...(linked ? {} : { linked: false as const }),
    link: `${directory}/${entry.name}`,
    ...(entry.link === null ? { target: null } : named('target', entry.link.target)),
    directory: entry.directory?.path ?? null,
    ...partJson(state),
    log: log === null ? null : partJson(log),
  }
}

function partJson(state: ServicePartState): NonNullable<ServiceJson['log']> {
  const { supervisor, supervise, state: is, pid, seconds, normally, want, paused, finishing, note } = state
  return {
    ...{ supervisor, supervise, state: is, pid, seconds, normally, want, paused },
    ...(finishing ? { finishing } : {}),
    ...(note === null ? {} : { note }),
  }
}

function findingJson(finding: AdvisedFinding): CheckJson['findings'][number] {
  const { id, severity, service, pids, message, evidence, advice, causedBy } = finding
  return {
    id,
    severity,
    ...(service === null ? { service } : named('service', service)),
    pids,
    message,
    evidence,
    remedy: advice,
    ...(causedBy === undefined ? {} : { causedBy }),
  }
}

function ignoredJson({ finding, rule }: IgnoredFinding): NonNullable<CheckJson['ignored']>[number] {
  const { id, severity, service, message } = finding
  const { reason, until } = rule
  return {
    id,
    severity,
    ...(service === null ? { service } : named('service', service)),
    message,
    reason,
    until,
  }
}

/** The readable form, and the bytes beside it if the readable form loses something. */
function named<K extends string>(key: K, value: string): Named<K> {
  return {
    [key]: value,
    ...(isUtf8(value) ? {} : { [`${key}Bytes`]: encodeBytes(value).toString('base64') }),
  } as Named<K>
}

function commandOf(process: Process | undefined): string | null {
  if (process === undefined) return null
  return process.arguments.length > 0 ? process.arguments.join(' ') : process.command
}
