import type { EventJson } from '../contract/schemas/events.js'
import type { LookJson } from '../contract/schemas/look.js'
import type { RehearsalJson } from '../contract/schemas/rehearsal.js'
import { servicesOf } from '../drill/copy/services.js'
import { absencesIn, awayOf, downtimeOf } from './downtime.js'
import type { Casting } from './plan-copy.js'
import { stepsOf } from './report-steps.js'
import { last, type Scope } from './scope.js'

/** How a command went inside the copy. */
export interface Performance {
  readonly events: readonly EventJson[]
  readonly exitCode: number
  /** The lines of standard error. */
  readonly complaint: readonly string[]
}

export interface ReportInput {
  readonly look: LookJson
  readonly runbook: string
  readonly cast: readonly Casting[]
  readonly performance: Performance
  readonly unknown: readonly string[]
  readonly time: number
}

/** The events of the run in the copy → what to expect of the run on the system. Pure. */
export function reportOf(input: ReportInput): RehearsalJson {
  const { look, runbook, performance, unknown, time } = input
  const { events, exitCode } = performance
  const end = last(events, 'run-finished')
  const effect = end?.effect ?? null
  const scope = scopeOf(input)
  return {
    schema: 'svreset/rehearsal/1',
    time: new Date(time).toISOString(),
    host: look.host,
    serviceDirectory: look.serviceDirectory.path,
    runbook: last(events, 'run-started')?.runbook ?? runbook,
    seen: look.time,
    services: input.cast.length,
    status: end?.status ?? null,
    exitCode,
    refusal: refusalOf(performance),
    verdict: effect?.verdict ?? { before: last(events, 'findings')?.verdict ?? null, after: null },
    steps: stepsOf(events, scope),
    downtime: downtimeOf(absencesIn(effect), scope),
    away: awayOf(effect, scope),
    killed: (effect?.killed ?? []).map(({ what, step }) => `${what} (step ${step})`),
    left: (effect?.findings.after ?? []).map(({ id, severity, service, message, advice }) => ({
      ...{ id, severity, service, message, advice },
    })),
    unknown,
    broken: null,
  }
}

function scopeOf({ look, cast, runbook, performance: { events } }: ReportInput): Scope {
  const begun = last(events, 'run-started')
  const earlier = look.history.find(each => each.runbook === (begun?.runbook ?? runbook))
  const names = new Map(servicesOf(look).map(({ name, directory }) => [directory.path, name]))
  return {
    cast: new Map(cast.map(each => [each.name, each])),
    stops: stopsIn(begun?.plan, names),
    took: new Map((earlier?.steps ?? []).map(({ step, ms }) => [step, ms])),
  }
}

/** A step that kills what does not end, and gives its orders to services: not to logs, and not to supervises alone. */
function stopsIn(plan: Of['plan'] | undefined, names: ReadonlyMap<string, string>): Scope['stops'] {
  const patience = new Map((plan?.kills ?? []).map(({ step, afterMs }) => [step, afterMs]))
  return new Map(
    (plan?.steps ?? []).flatMap(({ id, commands }) => {
      const after = patience.get(id)
      const services = commands.flatMap(({ argv, cwd }) =>
        [cwd, ...argv].flatMap(word => names.get(word) ?? []),
      )
      return after === undefined || services.length === 0
        ? []
        : [[id, { services, patience: after }] as const]
    }),
  )
}

type Of = Extract<EventJson, { event: 'run-started' }>

/** Exit code 3, or 2 for a wrong use: nothing was touched. */
function refusalOf({ exitCode, complaint }: Performance): RehearsalJson['refusal'] {
  if (exitCode !== 2 && exitCode !== 3) return null
  const of = (label: string) => complaint.find(line => line.startsWith(label))?.slice(label.length) ?? ''
  return { message: of('svreset: error: '), reason: of('  reason: '), next: of('  next: ') }
}
