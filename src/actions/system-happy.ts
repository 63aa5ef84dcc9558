import type { Action } from '../contract/action.js'
import type { RunContext } from '../contract/context.js'
import type { Waiting } from '../contract/escalation.js'
import type { Finding } from '../contract/finding.js'
import { endedByReset } from '../findings/causes.js'
import { diagnose } from '../findings/diagnose.js'
import { type StandingOrder, standingOrders } from '../system/service-record.js'
import { isUp } from '../system/supervise-state.js'
import type { Service, ServiceDirectory, Supervise, System } from '../system/system.js'
import { withoutSupervise } from './supervises-started.js'

export const systemHappy: Action = {
  name: 'system.happy',
  summary:
    'checks what a reset promises: the recorded links are in place, every service has a supervise, every service that is normally up is up, nothing is sick',
  byHand: ['svreset check     # or read ps -AHwefl and svstat, as the document does'],
  effect: 'read',
  planFidelity: { fidelity: 'unknown', why: 'it is not known what the services do when they start' },
  deadline: 60_000,
  // If a service exits again, supervise starts it again after a second, so one look can find it up by chance.
  steady: 1_100,
  plan: () => ({ operations: [] }),
  pending(system, context, _given, before): Waiting[] {
    const names = [
      ...missingLinks(system, context),
      ...notUp(system, context),
      ...restarted(system, context, before),
      ...sick(system, context),
    ]
    const missing = withoutSupervise(system, context.initial)
    const hopeless = new Set(missing.filter(each => each.hopeless === true).map(({ name }) => name))
    const unmet = [
      ...missing,
      ...names.map(name => ({
        name,
        // Failed attempts of svscan show as these.
        hopeless: hopeless.has(name) || (hopeless.size > 0 && consequences.has(name)),
      })),
    ]
    return [...new Map(unmet.map(each => [each.name, each])).values()]
  },
}

const consequences: ReadonlySet<string> = new Set(['supervise-missing', 'zombie', 'readproctitle-errors'])

function missingLinks(system: System, context: RunContext): string[] {
  const present = new Map(system.entries.map(entry => [entry.name, entry.link?.target]))
  return context.links
    .filter(({ name, target }) => present.get(name) !== target)
    .map(({ name }) => `the link ${name}`)
}

/** Services that should run and do not, also logs. Services that ran although normally down should run again. */
function notUp(system: System, context: RunContext): string[] {
  const orders = new Map(standingOrders(context.services).map(order => [order.directory, order]))
  return parts(system)
    .filter(({ directory }) => {
      const order = orders.get(directory.path)
      return order === undefined ? !directory.normallyDown : order.kind !== 'down' && order.kind !== 'once'
    })
    .filter(({ supervises }) => !supervises.some(isUp))
    .map(({ name }) => name)
}

function restarted(system: System, { services }: RunContext, before: System | undefined): string[] {
  if (before === undefined) return []
  const once = new Set(named(services, 'once'))
  const earlier = new Map(parts(before).map(({ name, supervises }) => [name, pidOf(supervises)]))
  return parts(system)
    .filter(({ name, supervises }) => earlier.get(name) !== pidOf(supervises) && !once.has(name))
    .map(({ name }) => `${name} (it keeps restarting)`)
}

function sick(system: System, { services }: RunContext): string[] {
  const paused = services.flatMap(service => (service.paused ? [service.name] : []))
  const isPaused = ({ id, service }: Finding) => id === 'service-paused' && isOf(paused, service)
  return endedByReset(diagnose(system))
    .filter(finding => finding.severity === 'critical' && !isPaused(finding))
    .map(({ id }) => id)
}

/** A finding names the service, also if it is about its log. */
function isOf(names: readonly string[], service: string | null): boolean {
  return service !== null && names.some(name => name === service || name === `${service}/log`)
}

function named(services: RunContext['services'], kind: StandingOrder['kind']): string[] {
  return standingOrders(services).flatMap(order => (order.kind === kind ? [order.name] : []))
}

interface ServicePart {
  readonly name: string
  readonly directory: ServiceDirectory
  readonly supervises: readonly Supervise[]
}

function parts(system: System): ServicePart[] {
  return system.services.flatMap(({ name, directory, supervises, logSupervises }: Service): ServicePart[] => [
    { name, directory, supervises },
    ...(directory.log === null
      ? []
      : [{ name: `${name}/log`, directory: directory.log, supervises: logSupervises }]),
  ])
}

function pidOf(supervises: readonly Supervise[]): number | null {
  return supervises.find(isUp)?.child?.pid ?? null
}
