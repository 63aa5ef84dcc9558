import type { Action } from '../contract/action.js'
import type { Vocabulary } from '../contract/vocabulary.js'
import { collections } from './collections.js'
import { foreignEnd, foreignStarted, foreignStopped } from './foreign-end.js'
import { linkPutBack } from './link-put-back.js'
import { linkRemove } from './link-remove.js'
import { linkRestore } from './link-restore.js'
import { linksRecord } from './links-record.js'
import { linksRemove } from './links-remove.js'
import { linksRestore } from './links-restore.js'
import { logBridge } from './log-bridge.js'
import { logRetire } from './log-retire.js'
import { processContinue } from './process-continue.js'
import { processEnd } from './process-end.js'
import { processesEnd } from './processes-end.js'
import { readproctitleAttach } from './readproctitle-attach.js'
import { serviceAsBefore } from './service-as-before.js'
import { serviceContinue } from './service-continue.js'
import { serviceKill } from './service-kill.js'
import { serviceRestarted } from './service-restarted.js'
import { serviceStarted } from './service-started.js'
import { serviceUp } from './service-up.js'
import { servicesAsBefore } from './services-as-before.js'
import { statusRefresh } from './status-refresh.js'
import { superviseEnd } from './supervise-end.js'
import { superviseEndTwin } from './supervise-end-twin.js'
import { superviseLeave } from './supervise-leave.js'
import { superviseRenew } from './supervise-renew.js'
import { superviseRetire } from './supervise-retire.js'
import { superviseStarted } from './supervise-started.js'
import { supervisesStarted } from './supervises-started.js'
import { logsStopped, servicesStopped } from './supervises-stopped.js'
import { svscanAttach } from './svscan-attach.js'
import { svscanContinue } from './svscan-continue.js'
import { svscanEnd } from './svscan-end.js'
import { svscanForgets } from './svscan-forgets.js'
import { svscanLimit } from './svscan-limit.js'
import { svscanSaveUnreadLines } from './svscan-save-unread-lines.js'
import { svscanStart } from './svscan-start.js'
import { systemEmpty } from './system-empty.js'
import { systemHappy } from './system-happy.js'
import { titleClear } from './title-clear.js'

/** Every verb that a runbook may use. Names, help and checks come from this table. */
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
    servicesAsBefore,
    serviceRestarted,
    systemHappy,
    foreignStopped,
    foreignEnd,
    foreignStarted,
    linkPutBack,
    linkRemove,
    linkRestore,
    logBridge,
    logRetire,
    processContinue,
    processEnd,
    readproctitleAttach,
    serviceAsBefore,
    serviceContinue,
    serviceKill,
    serviceStarted,
    serviceUp,
    statusRefresh,
    superviseEndTwin,
    superviseLeave,
    superviseRenew,
    superviseRetire,
    superviseStarted,
    svscanAttach,
    svscanForgets,
    svscanLimit,
    svscanSaveUnreadLines,
    titleClear,
  ].map(action => [action.name, action]),
)

/** Everything that a runbook may name. */
export const vocabulary: Vocabulary = { actions, collections }
