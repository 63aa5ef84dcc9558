import type { RunEvent } from '../contract/events.js'
import { type Finding, verdictOf } from '../contract/finding.js'
import type { Outcome } from '../contract/repair.js'
import type { Treatment } from '../repair/triage.js'
import { planJson, readable } from '../runbook/plan/plan-json.js'
import { toJson } from '../text/json.js'

/** Events as newline-delimited JSON, in the shapes that the command line promises. */
export function runEventJson(event: RunEvent, time: Date): string | null {
  const body = eventBody(event)
  return body === null ? null : `${toJson({ event: event.event, time: time.toISOString(), ...body })}\n`
}

/** A line for what is no event of the runner: what was found, and what becomes of it. */
export function findingsEventJson(treatments: readonly Treatment[], time: Date): string {
  const findings = treatments.map(({ finding: { id, severity, service, message, causedBy }, remedy }) => ({
    ...{ id, severity, message: readable(message) },
    service: service === null ? null : readable(service),
    ...(causedBy === undefined ? {} : { causedBy }),
    remedy: remedyJson(remedy),
  }))
  return `${toJson({ event: 'findings', time: time.toISOString(), verdict: verdictOf(treatments.map(({ finding }) => finding)), findings })}\n`
}

function remedyJson(remedy: Treatment['remedy']): object {
  switch (remedy.kind) {
    case 'follows':
      return { kind: 'follows' }
    case 'reset':
      return { kind: 'reset', urgent: remedy.urgent, says: readable(remedy.says) }
    default:
      return { kind: remedy.kind, says: readable(remedy.says) }
  }
}

function eventBody(event: RunEvent): object | null {
  switch (event.event) {
    case 'run-started':
      return {
        run: event.run,
        runbook: event.plan.runbook.name,
        serviceDirectory: event.plan.svscanDirectory,
        dryRun: event.dryRun,
        plan: planJson(event.plan),
      }
    case 'step-started':
      return { step: event.step.id, index: event.index, of: event.of }
    case 'command': {
      const { argv, cwd, exitCode, durationMs } = event.outcome
      return { step: event.step, argv: argv.map(readable), cwd: readable(cwd), exitCode, durationMs }
    }
    case 'progress':
      return {
        step: event.step,
        done: event.done,
        total: event.total,
        waitingFor: event.waitingFor.map(readable),
      }
    case 'step-finished':
      return {
        step: event.step.id,
        status: event.status,
        durationMs: event.durationMs,
        error: event.error === null ? null : `${event.error.message}: ${event.error.reason}`,
      }
    case 'run-finished': {
      const { run, status, manifest, links, next, outcome } = event.end
      return { run, status, manifest, links, next, ...(outcome === null ? {} : outcomeJson(outcome)) }
    }
    case 'note':
      return null
  }
}

export function outcomeJson({ cured, left, fresh }: Outcome): object {
  const named = ({ id, service }: Finding) => ({ id, service: service === null ? null : readable(service) })
  return { cured: cured.map(named), left: left.map(named), new: fresh.map(named) }
}
