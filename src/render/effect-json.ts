import type { z } from 'zod'
import type { Absence, NotedFinding, RunEffect } from '../contract/effect.js'
import type { effectSchema } from '../contract/schemas/effect.js'
import type { Immutable } from '../contract/schemas/parts.js'
import { readable } from '../runbook/plan/plan-json.js'

export type EffectJson = Immutable<z.infer<typeof effectSchema>>

export function effectJson(effect: RunEffect): EffectJson {
  const { run, ending, verdict, findings, services, killed, steps } = effect
  return {
    ...{ run, ending, verdict, steps },
    findings: {
      before: findings.before?.map(noted) ?? null,
      after: findings.after?.map(each => ({ ...noted(each), advice: readable(each.advice) })) ?? null,
    },
    services: services.map(({ name, absences, ...states }) => ({
      name: readable(name),
      ...states,
      absences: absences.map(absenceJson),
    })),
    killed: killed.map(each => ({ ...each, what: readable(each.what) })),
  }
}

function noted({ id, severity, service, message, causedBy }: NotedFinding) {
  return {
    ...{ id, severity, service: service === null ? null : readable(service), message: readable(message) },
    ...(causedBy === undefined ? {} : { causedBy }),
  }
}

function absenceJson({ from, to, exact }: Absence): EffectJson['services'][number]['absences'][number] {
  const iso = (time: number) => new Date(time).toISOString()
  return {
    from: iso(from),
    to: to === null ? null : iso(to),
    durationMs: to === null ? null : to - from,
    exact,
  }
}
