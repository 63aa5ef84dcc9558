import type { Action } from '../contract/action.js'
import type { RunContext } from '../contract/context.js'
import type { Waiting } from '../contract/escalation.js'
import type { Finding } from '../contract/finding.js'
import { programsOf, type ServicePart } from '../diagnosis/service-part.js'
import { endedByReset } from '../findings/causes.js'
import { diagnose } from '../findings/diagnose.js'
import { type StandingOrder, standingOrders } from '../system/service-record.js'
import { isUp } from '../system/supervise-state.js'
import type { Supervise, System } from '../system/system.js'
import { logsThatRan } from './own-logs.js'
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
    const givenUp = whatGaveUp(system, context)
    const names = [
      ...missingLinks(system, context),
      ...notUp(system, context),
      ...restarted(system, context, before),
      ...sick(system, context, givenUp),
    ]
    const missing = withoutSupervise(system, context.initial)
    const hopeless = new Set(missing.filter(each => each.hopeless === true).map(({ name }) => name))
    const unmet = [
      ...missing,
      // What exits with 100 is not started again.
      ...givenUp.filter(({ ranBefore }) => ranBefore).map(({ name }) => ({ name, hopeless: true })),
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
  return wanted(system, context)
    .filter(part => !isGivenUp(part) && !hasDoneAll(part))
    .filter(part => !part.supervises.some(isUp) || part.directory.status?.stage === 'starting')
    .map(({ name }) => name)
}

function wanted(system: System, { services, initial }: RunContext): ServicePart[] {
  const orders = new Map(standingOrders(services).map(order => [order.directory, order]))
  const logs = logsThatRan(initial)
  return programsOf(system).filter(({ directory, isOwnLog }) => {
    const order = orders.get(directory.path)
    if (isOwnLog && order !== undefined) return logs.has(directory.path)
    return order === undefined ? !directory.normallyDown : order.kind !== 'down' && order.kind !== 'once'
  })
}

/** Those that have told the supervise of daemontools-encore not to start them again. */
function whatGaveUp(system: System, context: RunContext): GivenUp[] {
  const before = new Set(
    programsOf(context.initial)
      .filter(isGivenUp)
      .map(({ name }) => name),
  )
  return wanted(system, context)
    .filter(isGivenUp)
    .map(({ name }) => ({ name, ranBefore: !before.has(name) }))
}

interface GivenUp {
  readonly name: string
  readonly ranBefore: boolean
}

function isGivenUp({ directory }: ServicePart): boolean {
  return directory.status?.stage === 'failed'
}

/** Its `start` has done all that there is to do: there is no `run`. */
function hasDoneAll({ directory }: ServicePart): boolean {
  return directory.status?.stage === 'started'
}

function restarted(system: System, { services }: RunContext, before: System | undefined): string[] {
  if (before === undefined) return []
  const once = new Set(named(services, 'once'))
  const earlier = new Map(programsOf(before).map(({ name, supervises }) => [name, pidOf(supervises)]))
  return programsOf(system)
    .filter(({ name, supervises }) => earlier.get(name) !== pidOf(supervises) && !once.has(name))
    .map(({ name }) => `${name} (it keeps restarting)`)
}

/** No reset promises that a service does not exit with 100. */
function sick(system: System, { services }: RunContext, givenUp: readonly GivenUp[]): string[] {
  const gaveUp = givenUp.map(({ name }) => name)
  const paused = services.flatMap(service => (service.paused ? [service.name] : []))
  const isExpected = ({ id, service }: Finding) =>
    (id === 'service-paused' && isOf(paused, service)) || (id === 'service-down' && isOf(gaveUp, service))
  return endedByReset(diagnose(system))
    .filter(finding => finding.severity === 'critical' && !isExpected(finding))
    .map(({ id }) => id)
}

/** A finding names the service, also if it is about its log. */
function isOf(names: readonly string[], service: string | null): boolean {
  return service !== null && names.some(name => name === service || name === `${service}/log`)
}

function named(services: RunContext['services'], kind: StandingOrder['kind']): string[] {
  return standingOrders(services).flatMap(order => (order.kind === kind ? [order.name] : []))
}

function pidOf(supervises: readonly Supervise[]): number | null {
  return supervises.find(isUp)?.child?.pid ?? null
}
