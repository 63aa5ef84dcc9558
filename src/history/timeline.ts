import { isAsBefore, isRunning, isStillAway, type ServiceEffect } from '../contract/effect.js'
import type { RunHistory, StepHistory } from './history.js'

/** A run on a time axis, as values. Positions and widths are percents of the whole width. */
export interface Timeline {
  readonly bars: readonly Bar[]
  readonly ticks: readonly Tick[]
  /** Time without any action, which is drawn short: somebody thought, or the run was interrupted. */
  readonly pauses: readonly Pause[]
  /** While links were missing from the svscan directory. */
  readonly linksOut: Span | null
  /** When each service ran: first those that are not as before, then those that were away longest. */
  readonly strips: readonly Strip[]
}

export interface Strip {
  readonly service: ServiceEffect
  /** Empty: it did not run when the run began. */
  readonly up: readonly Span[]
  readonly away: readonly Span[]
}

export interface Span {
  readonly at: number
  readonly width: number
}

export interface Bar extends Span {
  readonly step: StepHistory
}

export interface Tick {
  readonly at: number
  /** Milliseconds since the beginning of its stretch of work. */
  readonly sinceStart: number
  /** The beginning of that stretch. */
  readonly start: number
}

export interface Pause extends Span {
  readonly ms: number
  /** Between two sessions, not between two steps of one. */
  readonly interrupted: boolean
}

/** Percents of the whole width: for one pause, and for all together. */
const widestPause = 6
const widestPauses = 40

/** A pause shorter than this share of the work is drawn at its real width. */
const worthCutting = 0.15

export function timelineOf({ steps, sessions, linksOut, effect }: RunHistory): Timeline {
  const spans = steps.map(step => ({ step, from: step.from, to: endOf(step, sessions[step.session]?.to) }))
  const stretches = stretchesOf(spans)
  const scale = makeScale(stretches)
  return {
    bars: spans.map(({ step, from, to }) => ({ step, ...scale.span(from, to) })),
    ticks: withRoom(stretches.flatMap(stretch => ticksOf(stretch, scale))),
    pauses: stretches.slice(1).flatMap((next, index) => {
      const before = stretches[index]
      if (before === undefined) return []
      const { at, width } = scale.span(before.to, next.from)
      return { at, width, ms: next.from - before.to, interrupted: before.session !== next.session }
    }),
    linksOut: linksOut === null ? null : toEdge(linksOut, scale),
    strips: (effect?.services ?? [])
      .filter(service => service.role === 'service' || isAsBefore(service) === false)
      .map(service => stripOf(service, scale))
      .sort((a, b) => concern(b.service) - concern(a.service)),
  }
}

/** What is still so goes on to the edge: nobody knows for how long. */
function toEdge({ from, to }: { readonly from: number; readonly to: number | null }, scale: Scale): Span {
  const { at, width } = scale.span(from, to ?? from)
  return { at, width: to === null ? 100 - at : width }
}

function stripOf(service: ServiceEffect, scale: Scale): Strip {
  const away = service.absences.map(absence => toEdge(absence, scale))
  if (!isRunning(service.before)) return { service, up: [], away }
  const ends = away.map(({ at }) => at)
  const starts = away.map(({ at, width }) => at + width)
  const up = [0, ...starts].map((at, index) => ({ at, width: (ends[index] ?? 100) - at }))
  return { service, up: up.filter(({ width }) => width > 0), away }
}

/** The greater, the sooner a reader should see it. */
function concern(service: ServiceEffect): number {
  if (isAsBefore(service) === false) return Number.POSITIVE_INFINITY
  if (isStillAway(service)) return Number.MAX_VALUE
  return service.absences.reduce((sum, { from, to }) => sum + (to ?? from) - from, 0)
}

/** Nobody knows when a step that was cut off ended. It lasted at least until the session's last entry. */
function endOf({ from, to }: StepHistory, lastRecord: number | undefined): number {
  return Math.max(from, to ?? lastRecord ?? from)
}

interface Stretch {
  from: number
  to: number
  readonly session: number
}

interface StepSpan {
  readonly step: StepHistory
  readonly from: number
  readonly to: number
}

/** Steps with no long pause between them. */
function stretchesOf(spans: readonly StepSpan[]): Stretch[] {
  const work = spans.reduce((sum, { from, to }) => sum + to - from, 0)
  const long = Math.max(1000, worthCutting * work)
  const stretches: Stretch[] = []
  for (const { from, to, step } of spans) {
    const last = stretches.at(-1)
    if (last === undefined || last.session !== step.session || from - last.to > long)
      stretches.push({ from, to, session: step.session })
    else last.to = Math.max(last.to, to)
  }
  return stretches
}

interface Scale {
  span(from: number, to: number): Span
  /** Milliseconds in one percent. */
  readonly unit: number
}

function makeScale(stretches: readonly Stretch[]): Scale {
  const work = stretches.reduce((sum, { from, to }) => sum + to - from, 0)
  const pauses = Math.max(0, stretches.length - 1)
  const pauseWidth = Math.min(widestPause, widestPauses / Math.max(1, pauses))
  const unit = Math.max(work, 1) / (100 - pauses * pauseWidth)
  const at = (time: number): number => {
    let left = 0
    for (const { from, to } of stretches) {
      if (time <= to) return left + Math.max(0, time - from) / unit
      left += (to - from) / unit + pauseWidth
    }
    return left - pauseWidth
  }
  return { unit, span: (from, to) => ({ at: at(from), width: at(to) - at(from) }) }
}

/** Percents that a tick with its label needs. */
const tickRoom = 12

function withRoom(ticks: readonly Tick[]): Tick[] {
  const shown: Tick[] = []
  for (const tick of ticks) {
    if (tick.at - (shown.at(-1)?.at ?? -tickRoom) >= tickRoom * 0.9) shown.push(tick)
  }
  return shown
}

function ticksOf({ from, to }: Stretch, { unit, span }: Scale): Tick[] {
  const step = niceStep(unit * tickRoom)
  const ticks: Tick[] = []
  for (let sinceStart = 0; sinceStart <= to - from; sinceStart += step) {
    ticks.push({ at: span(from, from).at + sinceStart / unit, sinceStart, start: from })
  }
  return ticks
}

/** The next of 1, 2, 5, 10, 20, 50… milliseconds. */
function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(least, 1)))
  return power * ([1, 2, 5].find(factor => factor * power >= least) ?? 10)
}
