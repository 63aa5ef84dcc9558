import type { Action } from './action.js'
import { linksRecord } from './links-record.js'
import { linksRemove } from './links-remove.js'
import { linksRestore } from './links-restore.js'
import { processesEnd } from './processes-end.js'
import { serviceRestarted } from './service-restarted.js'
import { superviseEnd } from './supervise-end.js'
import { supervisesStarted } from './supervises-started.js'
import { logsStopped, servicesStopped } from './supervises-stopped.js'
import { svscanContinue } from './svscan-continue.js'
import { svscanEnd } from './svscan-end.js'
import { svscanStart } from './svscan-start.js'
import { systemEmpty } from './system-empty.js'
import { systemHappy } from './system-happy.js'

/** Every verb that a runbook may use. Names, help and checks derive from this table. */
export const actions: ReadonlyMap<string, Action> = new Map(
  [
    linksRecord,
    linksRemove,
    servicesStopped,
    logsStopped,
    processesEnd,
    superviseEnd,
    svscanEnd,
    systemEmpty,
    linksRestore,
    svscanStart,
    svscanContinue,
    supervisesStarted,
    serviceRestarted,
    systemHappy,
  ].map(action => [action.name, action]),
)
