import type { Action } from '../contract/action.js'
import type { Waiting } from '../contract/escalation.js'
import type { FileId } from '../system/process.js'
import { standingOrders } from '../system/service-record.js'
import type { ServiceDirectory, Supervise, System } from '../system/system.js'

export const supervisesStarted: Action = {
  name: 'supervises.started',
  summary: 'waits until a supervise runs for every service and every log',
  inputs: {
    as_before: {
      type: 'boolean',
      default: false,
      description: 'wait only for what services.as-before gives orders to',
    },
  },
  byHand: ['svstat /etc/service/* /etc/service/*/log'],
  effect: 'read',
  planFidelity: {
    fidelity: 'unknown',
    why: 'the time that svscan needs to start them is not known',
  },
  deadline: 60_000,
  plan: () => ({ operations: [] }),
  pending(system, { initial, services }, { as_before: asBefore }): Waiting[] {
    if (asBefore !== true) return withoutSupervise(system, initial)
    const wanted = new Set(standingOrders(services).map(({ name }) => name))
    // One that has not opened its control FIFO yet would miss the order.
    return withoutSupervise(system, initial, ({ reachable }) => reachable).filter(({ name }) =>
      wanted.has(name),
    )
  },
}

/** Services and logs without a supervise of this svscan. Without a svscan none comes. */
export function withoutSupervise(
  system: System,
  initial: System,
  counts: (supervise: Supervise) => boolean = () => true,
): Waiting[] {
  const [svscan] = system.svscans
  const isOurs = (supervise: Supervise) => supervise.svscan?.pid === svscan?.process.pid && counts(supervise)
  const waitFor = (name: string, { id }: ServiceDirectory): Waiting => ({
    name,
    hopeless: svscan === undefined || cannotStart(id, initial),
  })
  return system.services.flatMap(({ name, directory, supervises, logSupervises }) => [
    ...(supervises.some(isOurs) ? [] : [waitFor(name, directory)]),
    ...(directory.log === null || logSupervises.some(isOurs) ? [] : [waitFor(`${name}/log`, directory.log)]),
  ])
}

/** At the start of the run, an obstacle was there that a run does not remove. The process that held the lock may be gone. */
export function cannotStart(directory: FileId, { details }: System): boolean {
  return details?.obstacles.get(directory)?.some(({ kind }) => kind !== 'lock-held') ?? false
}
