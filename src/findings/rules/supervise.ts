import { type Doubt, doubt, remembered } from '../../diagnosis/doubt.js'
import { lasted, secondsSince } from '../../diagnosis/lasting.js'
import { type Rule, type RuleInput, type Symptom, symptom } from '../../diagnosis/rule.js'
import { age, idOf, pidsOf, type ServicePart, superviseName } from '../../diagnosis/service-part.js'
import type { Supervise } from '../../system/system.js'
import { quote } from '../../text/quote.js'
import { isUnreadable } from './link.js'

/** svscan scans every 5 seconds; one more for a scan that takes its time. */
const scan = 6

export const superviseInDeletedDirectory: Rule = {
  id: 'supervise-in-deleted-directory',
  severity: 'critical',
  mendedBy: 'reset',
  *find({ system }) {
    for (const supervise of system.supervises) {
      if (supervise.directory?.deleted !== true) continue
      yield symptom(
        supervise.service,
        [supervise.process.pid],
        `the supervise for ${quote(superviseName(supervise))} runs in a directory that was deleted`,
        { cwd: `${supervise.directory.path} (deleted)` },
        'stop what it runs, then end this supervise by its pid',
      )
    }
  },
}

export const superviseDuplicate: Rule = {
  id: 'supervise-duplicate',
  severity: 'critical',
  mendedBy: 'reset',
  consequenceOf: ['svscan-duplicate', 'supervise-orphaned', 'supervise-in-deleted-directory'],
  *find(look) {
    for (const { service, name, directory, supervises: all } of look.parts) {
      // Of one whose working directory is hidden only the name is known: that is no proof.
      const supervises = all.filter(supervise => supervise.directory !== null)
      if (supervises.length < 2) continue
      // One that finds the lock taken lives for some milliseconds.
      const key = `supervise-duplicate:${supervises.map(({ process }) => idOf(process)).join()}`
      if (supervises.some(({ process }) => age(look.system, process) < 1) && lasted(look, key) === 0) {
        yield doubt(service, key, `a second supervise for ${name} has just been started`, { again: 0.3 })
        continue
      }
      yield remembered(key)
      yield symptom(
        service,
        pidsOf(supervises),
        `${supervises.length} supervise run in the directory of ${quote(name)}`,
        { cwd: directory.path, parents: supervises.map(describeParent) },
        'svc -dx in the directory until all of them have left',
      )
    }
  },
}

export const superviseOrphaned: Rule = {
  id: 'supervise-orphaned',
  severity: 'critical',
  mendedBy: 'reset',
  consequenceOf: ['svscan-not-running', 'svscan-duplicate'],
  *find({ system }) {
    if (system.hiddenSvscans.length > 0) return
    for (const supervise of system.supervises) {
      if (supervise.svscan !== null) continue
      const { process } = supervise
      yield symptom(
        supervise.service,
        [process.pid],
        `the supervise for ${quote(superviseName(supervise))} is no child of svscan: when it goes, nothing restarts it`,
        { parent: process.parent, cwd: supervise.directory?.path ?? null },
        'svc -dx in its directory, and svscan starts its own',
      )
    }
  },
}

export const superviseUnlinked: Rule = {
  id: 'supervise-unlinked',
  severity: 'critical',
  mendedBy: 'reset',
  *find(look) {
    const { supervises, entries } = look.system
    // The one that could not be looked into may lead to any directory.
    const problems = entries.flatMap(({ problem, directory }) => [problem, directory?.logProblem ?? null])
    if (problems.some(isUnreadable)) return
    const linked = new Set(look.parts.map(({ directory }) => directory.id))
    const services = new Map(supervises.map(({ directory, service }) => [directory?.path, service]))
    for (const supervise of supervises) {
      const { directory, process, svscan } = supervise
      if (svscan === null || directory === null || directory.deleted || linked.has(directory.id)) continue
      // A log goes by the name of the service that it is the log of.
      const service = supervise.service ?? services.get(directory.path.replace(/\/log$/, '')) ?? null
      yield symptom(
        service,
        [process.pid],
        `a supervise runs in ${quote(directory.path)}, which no link in the service directory names any more`,
        { cwd: directory.path, startedAs: process.arguments.join(' ') },
        `svc -dx ${quote(directory.path)}, or link it again`,
      )
    }
  },
}

export const superviseMissing: Rule = {
  id: 'supervise-missing',
  severity: 'critical',
  mendedBy: 'reset',
  consequenceOf: [
    'svscan-not-running',
    'supervise-cannot-start',
    'too-many-services',
    'file-descriptors-exhausted',
    'process-stopped',
  ],
  *find(look) {
    for (const part of look.parts) {
      if (part.role === 'service' && part.supervises.length === 0) yield* missing(look, part)
    }
  },
}

function* missing(look: RuleInput, part: ServicePart): Iterable<Symptom | Doubt> {
  const { system } = look
  const { name, service, directory } = part
  // Whose working directory is hidden may well be the one.
  if (system.blind) return
  const entry = system.entries.find(({ name: other }) => other === service)
  const key = `supervise-missing:${directory.id}`
  const wait = secondsUntilScanned(look, key, entry?.changed ?? 0)
  if (wait > 0 && !system.details?.obstacles.has(directory.id)) {
    yield doubt(service, key, `svscan may not yet have seen ${name}`, {
      again: Math.min(1, wait),
    })
    return
  }
  yield remembered(key)
  yield symptom(
    service,
    [],
    `no supervise runs for ${quote(name)}: svc and svstat cannot reach it, and nothing keeps it up`,
    { directory: directory.path, link: entry?.link?.target ?? null },
    'look at readproctitle for the reason',
  )
}

/**
 * How long until svscan must have acted on what was made at `changed` (milliseconds), or 0. It starts a
 * missing supervise at its scan, every 5 seconds; a zombie is one that it has not yet replaced.
 */
export function secondsUntilScanned(look: RuleInput, key: string, changed: number): number {
  const { system } = look
  const stood = lasted(look, key)
  let wait = 0
  for (const { process } of system.svscans) {
    const pending = (system.children.get(process.pid) ?? []).some(
      child => child.state === 'Z' || child.command === 'svscan',
    )
    const seen = Math.min(age(system, process), secondsSince(look, changed), pending ? 0 : scan)
    wait = Math.max(wait, scan - Math.max(stood, seen))
  }
  return wait
}

function describeParent({ process }: Supervise): string {
  return `pid ${process.pid}, child of ${process.parent}`
}
