import type { RunEvent } from '../contract/events.js'
import { type Finding, verdictOf } from '../contract/finding.js'
import type { NumberedStep } from '../contract/open-run.js'
import type { Resumption } from '../contract/plan.js'
import type { Outcome } from '../contract/repair.js'
import type { EventJson } from '../contract/schemas/events.js'
import type { Treatment } from '../repair/triage.js'
import { planJson, readable } from '../runbook/plan/plan-json.js'
import { toJson } from '../text/json.js'
import { effectJson } from './effect-json.js'

/** Events as newline-delimited JSON, in the shapes that the command line promises. */
export function runEventJson(event: RunEvent, time: Date): string | null {
  const body = eventBody(event)
  return body === null ? null : line(body, time)
}

/** A run continues in the background. */
export function detachedEventJson(run: string, time: Date): string {
  return line({ event: 'detached', run }, time)
}

/** A line that is not an event of the engine: the findings, and what happens to each. */
export function findingsEventJson(treatments: readonly Treatment[], time: Date): string {
  const findings = treatments.map(({ finding: { id, severity, service, message, causedBy }, remedy }) => ({
    ...{ id, severity, message: readable(message) },
    service: service === null ? null : readable(service),
    ...(causedBy === undefined ? {} : { causedBy }),
    remedy: remedyJson(remedy),
  }))
  const verdict = verdictOf(treatments.map(({ finding }) => finding))
  return line({ event: 'findings', verdict, findings }, time)
}

type Body<E extends EventJson = EventJson> = E extends unknown ? Omit<E, 'time'> : never
type Findings = Extract<EventJson, { event: 'findings' }>['findings']

function line({ event, ...rest }: Body, time: Date): string {
  return `${toJson({ event, time: time.toISOString(), ...rest })}\n`
}

function remedyJson(remedy: Treatment['remedy']): Findings[number]['remedy'] {
  switch (remedy.kind) {
    case 'follows':
      return { kind: 'follows' }
    case 'reset':
      return { kind: 'reset', urgent: remedy.urgent, says: readable(remedy.says) }
    case 'command':
      return { kind: 'person', says: readable(remedy.says) }
    default:
      return { kind: remedy.kind, says: readable(remedy.says) }
  }
}

function eventBody(event: RunEvent): Body | null {
  switch (event.event) {
    case 'run-started':
      return {
        event: 'run-started',
        run: event.run,
        runbook: event.plan.runbook.name,
        serviceDirectory: event.plan.svscanDirectory,
        dryRun: event.dryRun,
        plan: planJson(event.plan),
        ...(event.plan.resumes === null ? {} : { resumes: resumesJson(event.plan.resumes) }),
      }
    case 'step-started':
      return { event: 'step-started', step: event.step.id, index: event.index, of: event.of }
    case 'command': {
      const { argv, cwd, exitCode, durationMs } = event.outcome
      return {
        ...{ event: 'command', step: event.step },
        ...{ argv: argv.map(readable), cwd: readable(cwd), exitCode, durationMs },
      }
    }
    case 'progress':
      return {
        event: 'progress',
        step: event.step,
        done: event.done,
        total: event.total,
        waitingFor: event.waitingFor.map(readable),
        ...(event.next === undefined ? {} : { next: { afterMs: event.next.after, does: event.next.does } }),
      }
    case 'step-finished':
      return {
        event: 'step-finished',
        step: event.step.id,
        status: event.status,
        durationMs: event.durationMs,
        error: event.error === null ? null : `${event.error.message}: ${event.error.reason}`,
      }
    case 'run-finished': {
      const { run, status, manifest, links, next, outcome, effect } = event.end
      return {
        event: 'run-finished',
        ...{ run, status, manifest, links, next },
        effect: effect === null ? null : effectJson(effect),
        ...(outcome === null ? {} : outcomeJson(outcome)),
      }
    }
    case 'note':
      return null
  }
}

function resumesJson({ leftOff, before, changes }: Resumption) {
  const { begun, last, heard, ended, step, stepEnded, done, of } = leftOff
  const numbered = ({ id, number }: NumberedStep) => ({ step: id, number })
  return {
    by: begun.who,
    begun: new Date(begun.from).toISOString(),
    lastBy: last.who,
    lastRecord: new Date(heard).toISOString(),
    ended,
    stoppedAt: step === null ? null : { ...numbered(step), finished: stepEnded },
    done: done.map(numbered),
    before,
    of,
    changes: changes.map(readable),
  }
}

type OutcomeJson = Required<Pick<Extract<EventJson, { event: 'run-finished' }>, 'cured' | 'left' | 'new'>>

function outcomeJson({ cured, left, fresh }: Outcome): OutcomeJson {
  const named = ({ id, service }: Finding) => ({ id, service: service === null ? null : readable(service) })
  return { cured: cured.map(named), left: left.map(named), new: fresh.map(named) }
}
