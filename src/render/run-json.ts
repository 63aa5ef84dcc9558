import type { RunEvent } from '../contract/events.js'
import { type Finding, verdictOf } from '../contract/finding.js'
import type { Act } from '../contract/operation.js'
import type { Effect } from '../contract/runbook.js'
import type { Outcome } from '../repair/outcome.js'
import type { Treated } from '../repair/triage.js'
import type { BlastRadius } from '../runbook/plan/blast-radius.js'
import type { Fidelity, Plan, PlannedStep } from '../runbook/plan/plan.js'
import type { ProcessId } from '../system/system.js'
import { encodeBytes, isUtf8 } from '../text/bytes.js'
import { toJson } from '../text/json.js'
import { printable } from '../text/quote.js'

/** Events as newline-delimited JSON, in the shapes that the command line promises. */
export function runEventJson(event: RunEvent, time: Date): string | null {
  const body = eventBody(event)
  return body === null ? null : `${toJson({ event: event.event, time: time.toISOString(), ...body })}\n`
}

/** A line for what is no event of the runner: what was found, and what becomes of it. */
export function findingsEventJson(treated: readonly Treated[], time: Date): string {
  const findings = treated.map(({ finding: { id, severity, service, message, causedBy }, remedy }) => ({
    ...{ id, severity, message: readable(message) },
    service: service === null ? null : readable(service),
    ...(causedBy === undefined ? {} : { causedBy }),
    remedy: remedyJson(remedy),
  }))
  return `${toJson({ event: 'findings', time: time.toISOString(), verdict: verdictOf(treated.map(({ finding }) => finding)), findings })}\n`
}

function remedyJson(remedy: Treated['remedy']): object {
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
        serviceDirectory: event.plan.serviceDirectory,
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

export function planJson(plan: Plan): object {
  return { steps: plan.steps.map(stepJson), ...blastJson(plan.blastRadius) }
}

/** Seconds; `most` is null for what stays down. */
function blastJson({ interrupted, untouched }: BlastRadius): object {
  return {
    interrupted: interrupted.map(({ service, least, most, why }) => ({
      service: readable(service),
      least,
      most,
      why,
    })),
    untouched: untouched.map(readable),
  }
}

export function outcomeJson({ cured, left, fresh }: Outcome): object {
  const named = ({ id, service }: Finding) => ({ id, service: service === null ? null : readable(service) })
  return { cured: cured.map(named), left: left.map(named), new: fresh.map(named) }
}

/** A step as the contract lists it. */
export interface StepJson {
  readonly id: string
  readonly name: string
  readonly effect: Effect
  readonly confirm: boolean | string
  readonly commands: readonly { readonly argv: readonly string[]; readonly cwd: string }[]
  readonly signals: readonly ProcessId[]
  readonly links: readonly Readonly<Record<'name' | 'target', string>>[]
  readonly fidelity: Fidelity
  readonly why: string
}

export function stepJson(step: PlannedStep): StepJson {
  const { id, name, effect, confirm, fidelity, why, acts } = step
  return {
    id,
    name,
    effect,
    confirm: typeof confirm === 'object' ? confirm.message : confirm,
    commands: acts.flatMap(act =>
      act.act === 'command' ? [{ argv: act.argv.map(readable), cwd: readable(act.cwd) }] : [],
    ),
    signals: acts.flatMap(signalJson),
    links: acts.flatMap(linksJson),
    fidelity,
    why,
  }
}

function signalJson(act: Act): ProcessId[] {
  return act.act === 'signal' ? [{ pid: act.process.pid, startTime: act.process.startTime }] : []
}

function linksJson(act: Act): StepJson['links'][number][] {
  const links =
    act.act === 'record' ? act.links : act.act === 'unlink' || act.act === 'link' ? [act.link] : []
  return links.map(({ name, target }) => ({
    ...{ name: readable(name), ...bytesBeside('nameBytes', name) },
    ...{ target: readable(target), ...bytesBeside('targetBytes', target) },
  }))
}

/** A name that is not UTF-8 has its bytes beside it, in base64. */
function bytesBeside(key: string, text: string): Record<string, string> {
  return isUtf8(text) ? {} : { [key]: encodeBytes(text).toString('base64') }
}

function readable(text: string): string {
  return isUtf8(text) ? text : printable(text)
}
