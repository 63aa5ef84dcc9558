import { describeRestart } from '../../contract/restart.js'
import { scannerName } from '../../diagnosis/relatives.js'
import { type Symptom, symptom } from '../../diagnosis/rule.js'
import { findRestarts, freshLaunch } from '../../restart/index.js'
import { areOthersHidden } from '../../system/hidden-processes.js'
import { readerOfErrors } from '../../system/pairs.js'
import { nameOf } from '../../system/processes.js'
import { isForeignGround } from '../../system/relatives/ground.js'
import { waitingSvscanboot } from '../../system/surroundings/launchers.js'
import type { ForeignService, Svscan, System } from '../../system/system.js'
import { quote, quoteCommand } from '../../text/quote.js'
import { defineFinding } from '../definition.js'
import { staysAsOrdered, svscanToKeep } from '../facts.js'
import { renew } from '../hand-over.js'
import { type Case, cure, forProcess, forSupervise, item, person, type Remedy } from '../remedy.js'

export const svscanNotRunning = defineFinding({
  id: 'svscan-not-running',
  severity: 'critical',
  title: 'no svscan',
  meaning:
    'No svscan has the svscan directory as its working directory: it was killed, or whatever starts it has given up. What runs goes on, but nothing starts a supervise again.',
  consequenceOf: ['run-unfinished', 'unreadable'],
  *find({ system }) {
    if (system.svscans.length > 0 || system.hiddenSvscans.length > 0 || areOthersHidden(system)) return
    const { path } = system.svscanDirectory
    if (system.foreignScanners.length > 0) return
    const [foreign] = isForeignGround(system) ? system.foreign : []
    if (foreign !== undefined) {
      yield withoutScanner(foreign, path)
      return
    }
    const keepers = findRestarts(system).map(describeRestart)
    yield symptom(
      null,
      [],
      `no svscan runs in ${quote(path)}: nothing starts services, or starts them again`,
      { svscanDirectory: path, ...(keepers.length === 0 ? {} : { keptBy: keepers.join('; or ') }) },
    )
  },
  remedy: remedyForSvscanNotRunning,
  bySvreset:
    'starts svscan on the readproctitle that is still there, and hands each service over to it; where readproctitle is gone too, only a reset helps',
  byHand: 'start svscanboot, which restarts every service',
  resetEnds: true,
  complains: 'never',
  remedyAsConsequence: false,
  inSnapshot: false,
})

/** What another family keeps, without the scanner of that family. */
function withoutScanner({ family, supervises, logSupervises }: ForeignService, path: string): Symptom {
  const [supervisor] = [...supervises, ...logSupervises]
  const scanner = scannerName(family)
  return symptom(
    null,
    [],
    `no ${scanner} runs in ${quote(path)}: nothing starts a supervisor there, or starts it again`,
    { svscanDirectory: path, supervisor: supervisor === undefined ? null : nameOf(supervisor.process) },
    { byHand: `have your init start ${scanner} again` },
  )
}

/** Nothing is known that starts it: svreset does so only when it is told to. */
function startByHand(system: System): string {
  const { argv } = freshLaunch(system)
  return `svreset repair --restart-method manual starts ${quoteCommand(argv)} and restarts every service; have your init start it from then on`
}

function remedyForSvscanNotRunning({ system }: Case): Remedy {
  const [orphan] = system.supervises
  if (orphan === undefined || readerOfErrors(system, orphan.process) === null) {
    return {
      kind: 'reset',
      says: 'neither svscan nor its readproctitle is left: svscanboot must start both, and that restarts every service',
      urgent: true,
      ...(findRestarts(system).length > 0 ? {} : { command: startByHand(system) }),
    }
  }
  return cure('start svscan on the readproctitle that is still there', [
    { cure: 'start-svscan', item: item({ name: 'svscan', service: null }) },
  ])
}

export const svscanDuplicate = defineFinding({
  id: 'svscan-duplicate',
  severity: 'critical',
  title: 'two svscan',
  meaning:
    'Two or more svscan work in one directory, usually because svscanboot was killed alone, or started a second time by hand. Each starts its own supervises, and these fight over the locks.',
  *find({ system }) {
    if (system.svscans.length < 2) return
    const pids = system.svscans.map(({ process }) => process.pid)
    const parents = system.svscans.map(({ process }) => `pid ${process.pid}, child of ${process.parent}`)
    yield symptom(
      null,
      pids,
      `${pids.length} svscan run in ${quote(system.svscanDirectory.path)} and get in each other's way`,
      { svscans: parents },
    )
  },
  remedy: remedyForSvscanDuplicate,
  bySvreset:
    'ends the svscan that nobody would start again, and hands its services over to the other one; where each has a svscanboot, only a reset helps',
  byHand: 'end the one that nobody would start again, then svc -dx its services',
  resetEnds: true,
  complains: 'always',
  remedyAsConsequence: false,
  inSnapshot: true,
})

function remedyForSvscanDuplicate({ system }: Case): Remedy {
  const keep = svscanToKeep(system)
  if (keep === null) {
    return {
      kind: 'reset',
      says: 'each of them has a svscanboot, and which of these is started again cannot be seen: a reset leaves one',
      urgent: true,
    }
  }
  const surplus = system.svscans.filter(svscan => svscan !== keep)
  const left = system.supervises.filter(({ svscan }) =>
    surplus.some(({ process }) => process.pid === svscan?.pid),
  )
  const handed = left.filter(supervise => !staysAsOrdered(supervise, system))
  return cure('end the one that nobody would start again, and hand its services over to the other', [
    ...surplus.map(({ process }) => forProcess('end-svscan', process, 'svscan', null)),
    // One may have the service and the other its log, now or when twins have been ended.
    ...handed.filter(({ role }) => role === 'service').map(each => forSupervise('bridge', each)),
    ...handed.flatMap(supervise => renew(supervise, system)),
  ])
}

export const svscanbootMissing = defineFinding({
  id: 'svscanboot-missing',
  severity: 'warning',
  title: 'no svscanboot',
  meaning:
    'No svscanboot is the parent of svscan, and no init, unit or job is known that would start svscan again. It works, but when it ends, it stays away. A script of the site that waits for svscan and its readproctitle is as good as a svscanboot.',
  consequenceOf: ['run-unfinished', 'svscan-duplicate'],
  *find({ system }) {
    const [restart] = findRestarts(system)
    const isKept = restart !== undefined && restart.method !== 'respawn' && restart.method !== 'manual'
    for (const svscan of system.svscans) {
      const { process, svscanboot } = svscan
      // A parent of its own may well start it again.
      if (svscanboot !== null || isKept || (restart?.method === 'respawn' && process.parent !== 1)) continue
      if (hasLauncher(svscan, system)) continue
      const parent = system.processes.get(process.parent)
      yield symptom(
        null,
        [process.pid],
        'svscan is not below svscanboot, and nothing else is known that would start it again',
        { parent: process.parent, parentCommand: parent?.arguments.join(' ') || (parent?.command ?? null) },
      )
    }
  },
  remedy: remedyForSvscanbootMissing,
  bySvreset:
    'leaves it to a person, as a reset starts svscan again in the same way; where svscanboot still waits for its readproctitle, a reset at a quiet hour puts svscan below it',
  byHand:
    'have init, systemd or a job start svscanboot in its place at a quiet hour: that restarts every service',
  resetEnds: false,
  complains: 'never',
  remedyAsConsequence: false,
  inSnapshot: false,
})

/** The script of the site that has started svscan and readproctitle, and waits for them. */
function hasLauncher({ process, readproctitle }: Svscan, { processes }: System): boolean {
  const parent = processes.get(process.parent)
  return parent !== undefined && parent.pid !== 1 && parent.terminal === 0 && readproctitle !== null
}

function remedyForSvscanbootMissing({ finding, system }: Case): Remedy {
  if (!system.svscans.some(svscan => waitingSvscanboot(svscan, system) !== null)) {
    return person(`it runs until it ends, and svreset starts it again as it was, no more; ${finding.byHand}`)
  }
  return {
    kind: 'reset',
    says: 'only a reset puts svscan below svscanboot again; it runs until then',
    urgent: false,
  }
}
