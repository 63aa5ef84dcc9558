import type { Action } from '../contract/action.js'
import type { RunContext } from '../contract/context.js'
import type { Waiting } from '../contract/escalation.js'
import { endedByReset } from '../findings/causes.js'
import { diagnose } from '../findings/diagnose.js'
import { isUp } from '../system/supervise-state.js'
import type { Service, ServiceDirectory, Supervise, System } from '../system/system.js'
import { startedByHand } from './collections.js'
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
      ...restarted(system, before),
      ...sick(system),
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
  const byHand = new Set(startedByHand(context.initial).map(({ directory }) => directory))
  return parts(system)
    .filter(({ directory }) => !directory.normallyDown || byHand.has(directory.path))
    .filter(({ supervises }) => !supervises.some(isUp))
    .map(({ name }) => name)
}

function restarted(system: System, before: System | undefined): string[] {
  if (before === undefined) return []
  const earlier = new Map(parts(before).map(({ name, supervises }) => [name, pidOf(supervises)]))
  return parts(system)
    .filter(({ name, supervises }) => earlier.get(name) !== pidOf(supervises))
    .map(({ name }) => `${name} (it keeps restarting)`)
}

function sick(system: System): string[] {
  return endedByReset(diagnose(system))
    .filter(({ severity }) => severity === 'critical')
    .map(({ id }) => id)
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
