import type { EventJson } from '../contract/schemas/events.js'
import type { RehearsalJson } from '../contract/schemas/rehearsal.js'
import { formatDuration } from '../text/duration.js'
import { extraFor, spanOf } from './downtime.js'
import type { Casting } from './plan-copy.js'
import { last, type Scope } from './scope.js'

type Finished = Extract<EventJson, { event: 'step-finished' }>
type PlannedStep = Extract<EventJson, { event: 'run-started' }>['plan']['steps'][number]
type StepReport = RehearsalJson['steps'][number]

/** Each step of the plan: how it ended in the copy, how long it took there, and why. Pure. */
export function stepsOf(events: readonly EventJson[], scope: Scope): StepReport[] {
  const plan = last(events, 'run-started')?.plan
  return (plan?.steps ?? []).map(step => reportStep(step, events, scope))
}

function reportStep(step: PlannedStep, events: readonly EventJson[], scope: Scope): StepReport {
  const { id, name, confirm: asks } = step
  const started = events.some(each => each.event === 'step-started' && each.step === id)
  const finished = events.findLast(
    (each): each is Finished => each.event === 'step-finished' && each.step === id,
  )
  const lastMs = scope.took.get(id) ?? null
  const common = { step: id, name, asks, lastMs, error: finished?.error ?? null }
  if (finished === undefined)
    return { ...common, status: started ? 'cut-off' : 'not-reached', predicted: null, why: '' }
  const stop = scope.stops.get(id)
  const stopped = (stop?.services ?? []).flatMap(service => scope.cast.get(service) ?? [])
  const extra = stop === undefined ? 0 : Math.min(stop.patience, extraFor(stop.services, scope))
  return {
    ...common,
    status: finished.status,
    predicted: spanOf(finished.durationMs, extra),
    why: [
      whyOf(step, finished, stopped),
      ...(lastMs === null ? [] : [`took ${formatDuration(lastMs)} last time`]),
    ].join('; '),
  }
}

/** The slowest stand-in explains a step that waits for services. */
function whyOf({ commands }: PlannedStep, { durationMs }: Finished, stopped: readonly Casting[]): string {
  if (commands.some(({ argv }) => isOfSite(argv)))
    return 'unknown: a program of the site, or a script, which the copy cannot show'
  const slowest = [...stopped].sort((a, b) => timeOf(b) - timeOf(a))[0]
  if (slowest !== undefined && timeOf(slowest) > durationMs / 2) return `${slowest.name}: ${slowest.why}`
  const strangers = stopped.filter(({ known }) => !known).length
  return strangers === 0
    ? 'measured in the copy'
    : `measured in the copy; how ${strangers} services stop is unknown`
}

function timeOf({ standIn: { stopMs, ignoresTerm } }: Casting): number {
  return ignoresTerm ? Number.POSITIVE_INFINITY : stopMs
}

/** Everything else of a runbook is done by svreset itself, or by daemontools. */
export function isOfSite(argv: readonly string[]): boolean {
  const [program = ''] = argv
  return !daemontools.has(program.slice(program.lastIndexOf('/') + 1))
}

const daemontools: ReadonlySet<string> = new Set(['svc', 'svstat', 'svok', 'svscanboot', 'svscan'])
