import type { Operation } from '../../contract/operation.js'
import type { BlastRadius, Plan, PlannedStep } from '../../contract/plan.js'
import type { PlanJson, StepJson } from '../../contract/schemas/plan.js'
import type { StandingOrder } from '../../system/service-record.js'
import { encodeBytes, isUtf8 } from '../../text/bytes.js'
import { printable } from '../../text/quote.js'
import { factsOf, linkUses } from '../operations/table.js'

export function stepJson(step: PlannedStep): StepJson {
  const { id, name, effect, confirm, fidelity, why, operations } = step
  return {
    id,
    name,
    effect,
    confirm: typeof confirm === 'object' ? confirm.message : confirm,
    commands: operations.flatMap(commandJson),
    signals: operations.flatMap(signalJson),
    links: operations.flatMap(linksJson),
    fidelity,
    why,
  }
}

function commandJson(operation: Operation): StepJson['commands'] {
  const command = factsOf(operation).command?.(operation)
  return command === undefined ? [] : [{ argv: command.argv.map(readable), cwd: readable(command.cwd) }]
}

function signalJson(operation: Operation): StepJson['signals'][number][] {
  const message = factsOf(operation).message?.(operation)
  if (message === undefined || !('signal' in message)) return []
  return [{ pid: message.process.pid, startTime: message.process.startTime }]
}

function linksJson(operation: Operation): StepJson['links'][number][] {
  return linkUses(operation).map(({ link: { name, target } }) => ({
    ...{ name: readable(name), ...bytesBeside('nameBytes', name) },
    ...{ target: readable(target), ...bytesBeside('targetBytes', target) },
  }))
}

/** A name that is not UTF-8 has its bytes beside it, in base64. */
function bytesBeside<K extends string>(key: K, text: string): { readonly [key in K]?: string } {
  return (isUtf8(text) ? {} : { [key]: encodeBytes(text).toString('base64') }) as { [key in K]?: string }
}

export function readable(text: string): string {
  return isUtf8(text) ? text : printable(text)
}

/** Seconds; `most` is null for what stays down. */
function blastJson({ interrupted, untouched }: BlastRadius): Pick<PlanJson, 'interrupted' | 'untouched'> {
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

export function orderJson({ name, kind }: StandingOrder): PlanJson['orders'][number] {
  return { service: readable(name), order: kind }
}

function killJson({ id, kill }: PlannedStep): PlanJson['kills'][number][] {
  if (kill === null) return []
  return [{ step: id, afterMs: kill.after, how: kill.how, expected: kill.expected.map(readable) }]
}

export function planJson(plan: Plan): PlanJson {
  return {
    steps: plan.steps.map(stepJson),
    orders: plan.orders.map(orderJson),
    kills: plan.steps.flatMap(killJson),
    ...blastJson(plan.blastRadius),
  }
}
