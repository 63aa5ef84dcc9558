import type { LookDirectory, LookJson } from '../contract/schemas/look.js'
import type { CopyOrder, StandIn } from '../drill/copy/order.js'
import { servicesOf } from '../drill/copy/services.js'
import { ExitCode, UserError } from '../errors.js'
import { formatDuration } from '../text/duration.js'
import { listed } from '../text/list.js'
import { quote } from '../text/quote.js'
import { type Assumption, assumedFor, standInWith } from './assumptions.js'

/** What stands in for a service, and why it behaves so. */
export interface Casting {
  readonly name: string
  readonly standIn: StandIn
  /** How long it takes to stop is known. */
  readonly known: boolean
  readonly why: string
}

/** A stand-in for each service: what the operator assumes, what earlier runs have measured, what the look shows. Pure. */
export function castCopy(look: LookJson, assumptions: readonly Assumption[], runbook: string): Casting[] {
  const services = servicesOf(look)
  refuseUnknown(
    assumptions,
    services.map(({ name }) => name),
  )
  return services.map(({ name, directory }) => {
    const assumed = assumedFor(name, assumptions)
    const earlier = earlierOf(look, name, runbook)
    const seen = seenOf(look, name, directory)
    const measured =
      earlier === null ? {} : earlier.killed ? { ignoresTerm: true } : { stopMs: atOnce(earlier.stopMs) }
    const standIn = standInWith(seen, measured, assumed)
    return { name, standIn, ...reason(directory, standIn, assumed, earlier, seen) }
  })
}

export function copyOrder(look: LookJson, cast: readonly Casting[], files: CopyOrder['files']): CopyOrder {
  return { look, files, standIns: Object.fromEntries(cast.map(({ name, standIn }) => [name, standIn])) }
}

function refuseUnknown(assumptions: readonly Assumption[], names: readonly string[]): void {
  const wrong = assumptions.find(({ name }) => name !== '*' && !names.includes(name))
  if (wrong === undefined) return
  throw new UserError(ExitCode.usage, `unable to assume anything of ${quote(wrong.name)}: no such service`, {
    reason: `the services are ${listed(names.map(quote)) || 'none'}`,
    next: 'name a service as svreset check does, or * for all',
  })
}

function earlierOf({ history }: LookJson, name: string, runbook: string) {
  const inOrder = [...history].sort((a, b) => Number(b.runbook === runbook) - Number(a.runbook === runbook))
  for (const { run, services } of inOrder) {
    const found = services.find(each => each.name === name)
    if (found !== undefined) return { run, ...found }
  }
  return null
}

/** A service that has been told to stop and does not, or whose processes go on without it, is not made up for. */
function seenOf({ findings }: LookJson, name: string, { ignoresTerm }: LookDirectory): Partial<StandIn> {
  const has = (id: string) => findings.some(each => each.id === id && each.service === name)
  return {
    ...(ignoresTerm || has('service-stuck-stopping') ? { ignoresTerm: true } : {}),
  }
}

/** That short, it is the time of svreset itself. */
function atOnce(stopMs: number): number {
  return stopMs < 100 ? 0 : stopMs
}

function reason(
  { state }: LookDirectory,
  { stopMs, ignoresTerm }: StandIn,
  assumed: Partial<StandIn>,
  earlier: { readonly run: string; readonly killed: boolean } | null,
  seen: Partial<StandIn>,
): Pick<Casting, 'known' | 'why'> {
  const does = ignoresTerm
    ? 'does not stop'
    : stopMs === 0
      ? 'stops at once'
      : `stops in ${formatDuration(stopMs)}`
  if (assumed.stopMs !== undefined || assumed.ignoresTerm !== undefined)
    return { known: true, why: `the stand-in ${does}, as you assume` }
  if (earlier !== null) return { known: true, why: `the stand-in ${does}, as in run ${earlier.run}` }
  if (seen.ignoresTerm === true)
    return { known: true, why: 'the stand-in ignores SIGTERM, as its process does now' }
  if (state !== 'up') return { known: true, why: 'it does not run' }
  return { known: false, why: 'unknown: the stand-in stops at once' }
}
