import type { Scenario } from '../scenario.js'
import * as limits from './limits.js'
import * as log from './log.js'
import * as service from './service.js'
import * as supervise from './supervise.js'
import * as svscan from './svscan.js'
import * as unreadable from './unreadable.js'

/** One scenario for each finding of `svreset check`, called as the finding is. */
export const sickScenarios: readonly Scenario[] = [
  svscan,
  supervise,
  service,
  log,
  limits,
  unreadable,
].flatMap(family => Object.values<Scenario>(family))
