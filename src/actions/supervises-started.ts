import type { Action } from '../contract/action.js'
import type { Waiting } from '../contract/escalation.js'
import type { FileId } from '../system/process.js'
import type { ServiceDirectory, Supervise, System } from '../system/system.js'
import { startedByHand } from './collections.js'

export const supervisesStarted: Action = {
  name: 'supervises.started',
  summary: 'waits until a supervise runs for every service and every log',
  inputs: {
    started_by_hand: {
      type: 'boolean',
      default: false,
      description: 'wait only for the services that ran although they are normally down, not for their logs',
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
  pending(system, { initial }, { started_by_hand: byHand }): Waiting[] {
    const waiting = withoutSupervise(system, initial)
    if (byHand !== true) return waiting
    const wanted = new Set(startedByHand(initial).map(({ name }) => name))
    return waiting.filter(({ name }) => wanted.has(name))
  },
}

/** Services and logs without a supervise of this svscan. Without a svscan none comes. */
export function withoutSupervise(system: System, initial: System): Waiting[] {
  const [svscan] = system.svscans
  const isOurs = (supervise: Supervise) => supervise.svscan?.pid === svscan?.process.pid
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
