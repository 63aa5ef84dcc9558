import type { EventJson } from '../contract/schemas/events.js'
import type { RehearsalJson, Span } from '../contract/schemas/rehearsal.js'
import type { Scope } from './scope.js'

type Effect = NonNullable<Extract<EventJson, { event: 'run-finished' }>['effect']>

/** When a service was away, in milliseconds since the epoch. */
export interface Absent {
  readonly service: string
  readonly from: number
  readonly to: number | null
}

/** Of services; a log that was away has lost no line. */
export function absencesIn(effect: Effect | null): Absent[] {
  return (effect?.services ?? [])
    .filter(({ role }) => role === 'service')
    .flatMap(({ name, absences }) =>
      absences.map(({ from, to }) => ({
        ...{ service: name, from: Date.parse(from) },
        to: to === null ? null : Date.parse(to),
      })),
    )
}

/** From the first service that goes to the last one that is back. */
export function downtimeOf(absent: readonly Absent[], scope: Scope): Span | null {
  if (absent.length === 0) return null
  const ends = absent.flatMap(({ to }) => to ?? [])
  const ms = ends.length === 0 ? 0 : Math.max(...ends) - Math.min(...absent.map(({ from }) => from))
  const span = spanOf(
    ms,
    extraFor(
      absent.map(({ service }) => service),
      scope,
    ),
  )
  return ends.length === absent.length ? span : { ...span, mostMs: null }
}

/** Each service that goes, the longest first. */
export function awayOf(effect: Effect | null, scope: Scope): RehearsalJson['away'] {
  const byService = new Map<string, Absent[]>()
  for (const each of absencesIn(effect))
    byService.set(each.service, [...(byService.get(each.service) ?? []), each])
  return [...byService]
    .map(([service, absent]) => ({
      service,
      predicted: absent.every(({ to }) => to !== null)
        ? spanOf(sumOf(absent), extraFor([service], scope))
        : null,
      why: scope.cast.get(service)?.why ?? 'measured in the copy',
    }))
    .sort(
      (a, b) => (b.predicted?.ms ?? Number.POSITIVE_INFINITY) - (a.predicted?.ms ?? Number.POSITIVE_INFINITY),
    )
}

function sumOf(absent: readonly Absent[]): number {
  return absent.reduce((sum, { from, to }) => sum + ((to ?? from) - from), 0)
}

/** How much longer it may take because nobody knows how long these services take to stop: until they are killed. */
export function extraFor(services: readonly string[], { cast, stops }: Scope): number {
  if (services.every(service => cast.get(service)?.known === true)) return 0
  return Math.max(0, ...[...stops.values()].map(({ patience }) => patience))
}

/** What the machine adds or saves: 30 %, or half a second. */
export function spanOf(ms: number, extra: number): Span {
  const slack = Math.max(ms * 0.3, 500)
  return {
    ms: Math.round(ms),
    leastMs: Math.round(Math.max(0, ms - slack)),
    mostMs: Math.round(ms + slack + extra),
  }
}
