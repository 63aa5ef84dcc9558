import type { Scenario } from '../../scenario.js'
import { fghack, replacing, sessions, watched } from './handed-on.js'
import { debian, deepLinks, directories, mounted, names, sharedRun } from './layout.js'
import { halfALine, logElsewhere, logProcessed } from './logs.js'
import { once, onceRunning, pausedJustNow, restarted, saving } from './orders.js'
import { interpreted, jailed, shortLived, wrapped } from './processes.js'
import { container, guest, nested, ownLauncher, users } from './svscans.js'

export const unusualScenarios: readonly Scenario[] = [
  fghack,
  watched,
  sessions,
  replacing,
  shortLived,
  wrapped,
  interpreted,
  jailed,
  once,
  onceRunning,
  saving,
  pausedJustNow,
  restarted,
  halfALine,
  logElsewhere,
  logProcessed,
  debian,
  deepLinks,
  mounted,
  sharedRun,
  directories,
  names,
  container,
  ownLauncher,
  users,
  nested,
  guest,
]
