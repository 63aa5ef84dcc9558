import type { Action } from '../contract/action.js'
import type { Waiting } from '../contract/escalation.js'
import type { Supervise } from '../system/system.js'

export const supervisesStarted: Action = {
  name: 'supervises.started',
  summary: 'waits until a supervise runs for every service and every log',
  byHand: ['svstat /etc/service/* /etc/service/*/log'],
  effect: 'read',
  planFidelity: {
    fidelity: 'unknown',
    why: 'the time that svscan needs to start them is not known',
  },
  deadline: 60_000,
  plan: () => ({ operations: [] }),
  pending(system): Waiting[] {
    const [svscan] = system.svscans
    const isOurs = (supervise: Supervise) => supervise.svscan?.pid === svscan?.process.pid
    return system.services.flatMap(({ name, directory, supervises, logSupervises }) => [
      ...(supervises.some(isOurs) ? [] : [{ name }]),
      ...(directory.log === null || logSupervises.some(isOurs) ? [] : [{ name: `${name}/log` }]),
    ])
  },
}
