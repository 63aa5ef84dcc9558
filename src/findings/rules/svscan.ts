import { describeRestart } from '../../contract/restart.js'
import { type Rule, symptom } from '../../diagnosis/rule.js'
import { findRestarts } from '../../restart/index.js'
import { quote } from '../../text/quote.js'

export const svscanNotRunning: Rule = {
  id: 'svscan-not-running',
  severity: 'critical',
  mendedBy: 'reset',
  consequenceOf: ['unreadable'],
  *find({ system }) {
    if (system.svscans.length > 0 || system.hiddenSvscans.length > 0) return
    const { path } = system.svscanDirectory
    const keepers = findRestarts(system).map(describeRestart)
    yield symptom(
      null,
      [],
      `no svscan runs in ${quote(path)}: nothing starts services, or starts them again`,
      { svscanDirectory: path, ...(keepers.length === 0 ? {} : { keptBy: keepers.join('; or ') }) },
      'start svscanboot, which restarts every service',
    )
  },
}

export const svscanDuplicate: Rule = {
  id: 'svscan-duplicate',
  severity: 'critical',
  mendedBy: 'reset',
  *find({ system }) {
    if (system.svscans.length < 2) return
    const pids = system.svscans.map(({ process }) => process.pid)
    const parents = system.svscans.map(({ process }) => `pid ${process.pid}, child of ${process.parent}`)
    yield symptom(
      null,
      pids,
      `${pids.length} svscan run in ${quote(system.svscanDirectory.path)} and get in each other's way`,
      { svscans: parents },
      'end the one that nobody would start again, then svc -dx its services',
    )
  },
}

export const svscanbootMissing: Rule = {
  id: 'svscanboot-missing',
  severity: 'warning',
  mendedBy: 'reset',
  consequenceOf: ['svscan-duplicate'],
  *find({ system }) {
    const [restart] = findRestarts(system)
    const isKept = restart !== undefined && restart.method !== 'respawn' && restart.method !== 'manual'
    for (const { process, svscanboot } of system.svscans) {
      // A parent of its own may well start it again.
      if (svscanboot !== null || isKept || (restart?.method === 'respawn' && process.parent !== 1)) continue
      const parent = system.processes.get(process.parent)
      yield symptom(
        null,
        [process.pid],
        'svscan is not below svscanboot, and nothing else is known that would start it again',
        { parent: process.parent, parentCommand: parent?.arguments.join(' ') || (parent?.command ?? null) },
        'start svscanboot in its place at a quiet hour: that restarts every service',
      )
    }
  },
}
