import type { LookDirectory, LookJson } from '../../../contract/schemas/look.js'
import { type FindingId, isFindingId } from '../../../findings/index.js'
import type { NotCopied } from '../order.js'
import { servicesOf } from '../services.js'
import * as service from './of-service.js'
import * as supervise from './of-supervise.js'
import * as svscan from './of-svscan.js'
import type { Inflicted, Target } from './sickness.js'

/** The directories, links and orders of the look bring it about. */
const shape: Inflicted = {}

/** For findings about one service. */
const ofServices: Partial<Record<FindingId, Inflicted>> = {
  'process-stopped': { after: supervise.stopSupervise },
  'supervise-in-deleted-directory': { after: supervise.replaceDirectory },
  'supervise-duplicate': { after: supervise.superviseTwice },
  'supervise-orphaned': { after: supervise.superviseByHand, linkedLate: true, neverReady: true },
  'supervise-unlinked': shape,
  'supervise-unreachable': { after: supervise.replaceFiles },
  'supervise-cannot-start': { before: supervise.lockOut, neverReady: true },
  'supervise-missing': { after: supervise.linkUnseen, linkedLate: true, neverReady: true },
  'link-dangling': shape,
  'entry-not-a-link': shape,
  'link-same-directory': shape,
  'run-missing': shape,
  'run-not-executable': shape,
  'run-bad-interpreter': shape,
  'leftover-process': { after: service.leaveChildren, neverReady: true },
  'log-shared': { neverReady: true },
  'log-lock-held': { before: service.lockLog, neverReady: true },
  'log-missing': { before: service.addLog, after: service.loseLog },
  'log-not-picked-up': { before: service.hideLog, after: service.showLog, neverReady: true },
  'service-blocked-on-log': { before: service.fillDisk, neverReady: true },
  'service-restarting': { neverReady: true },
  'service-wanted-down': shape,
  'service-stuck-stopping': { after: service.orderInVain, neverReady: true },
  'service-paused': { after: service.ageOrder },
  'status-stale': { after: supervise.falsifyStatus },
  zombie: { after: supervise.leaveZombie },
  'service-directory-writable': shape,
}

/** For findings about svscan as a whole. */
const ofSvscan: Partial<Record<FindingId, (look: LookJson) => Promise<void> | void>> = {
  'svscan-not-running': svscan.killSvscan,
  'svscanboot-missing': svscan.loseSvscanboot,
  'readproctitle-missing': svscan.killReadproctitle,
  'readproctitle-errors': svscan.complain,
  'process-stopped': svscan.stopSvscan,
  impostor: svscan.addImpostor,
}

interface Planned extends Inflicted {
  readonly id: string
  readonly target: Target | null
  readonly onSvscan?: (look: LookJson) => Promise<void> | void
}

/** What the copy gets of the findings of a look, and what not. Pure. */
export function sicknessesIn(look: LookJson): {
  readonly planned: readonly Planned[]
  readonly missing: readonly NotCopied[]
} {
  const services = new Map(servicesOf(look).map(each => [each.name, each.directory]))
  const planned: Planned[] = []
  const missing: NotCopied[] = []
  for (const { id, service: name } of look.findings) {
    const known = isFindingId(id) ? id : null
    const inflicted = known === null || name === null ? undefined : ofServices[known]
    const onSvscan = known === null || inflicted !== undefined ? undefined : ofSvscan[known]
    const directory = name === null ? undefined : services.get(name)
    if (onSvscan !== undefined) planned.push({ id, target: null, onSvscan })
    else if (inflicted === shape) continue
    else if (
      name !== null &&
      directory !== undefined &&
      inflicted !== undefined &&
      isPossible(id, directory, look)
    )
      planned.push({ ...inflicted, id, target: { look, name, directory } })
    else missing.push({ service: name, what: id })
  }
  return { planned: planned.sort(svscanLast), missing }
}

/** A log that is not there cannot be sick, and the names that multilog writes to are in no look. */
function isPossible(id: string, { log }: LookDirectory, { entries }: LookJson): boolean {
  if (id === 'log-shared')
    return (
      new Set(
        entries.flatMap(({ directory }) => (directory?.log?.path === log?.path ? [directory?.path] : [])),
      ).size > 1
    )
  // The look has no log where it has gone.
  if (id === 'log-missing') return log === null
  return log !== null || !/^log-|-on-log$/.test(id)
}

/** What is done to a service needs a svscan. */
function svscanLast(a: Planned, b: Planned): number {
  return Number(a.target === null) - Number(b.target === null)
}

export async function before({ before: act, target }: Planned): Promise<void> {
  if (target !== null) await act?.(target)
}

export async function after({ after: act, onSvscan, target }: Planned, look: LookJson): Promise<void> {
  if (target !== null) await act?.(target)
  await onSvscan?.(look)
}
