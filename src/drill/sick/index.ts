import type { FindingId } from '../../findings/index.js'
import type { Scenario } from '../scenario.js'
import * as foreign from './foreign.js'
import * as limits from './limits.js'
import * as log from './log.js'
import * as reported from './reported.js'
import * as run from './run.js'
import * as service from './service.js'
import * as supervise from './supervise.js'
import * as svscan from './svscan.js'
import * as unreadable from './unreadable.js'

const families = [run, svscan, supervise, service, log, limits, unreadable, foreign, reported] as const

type Family = (typeof families)[number]
type Shown = Family extends infer F
  ? F extends unknown
    ? Extract<F[keyof F], Scenario>['name']
    : never
  : never

/** A finding without a scenario does not compile here; the compiler names it. */
const forgotten = {} satisfies Readonly<Record<Exclude<FindingId, Shown>, Scenario>>

/** One scenario for each finding of `svreset check`, with the finding's name, and some more. */
export const sickScenarios: readonly Scenario[] = [...families, forgotten].flatMap(family =>
  Object.values<Scenario>(family),
)
