import type { Action } from '../contract/action.js'
import type { Waiting } from '../contract/escalation.js'

export const serviceStarted: Action = {
  name: 'service.started',
  summary: 'waits until svscan has started a supervise for a service, and one for its log',
  inputs: { name: { type: 'string', description: 'its name in the svscan directory' } },
  effect: 'read',
  planFidelity: { fidelity: 'unknown', why: 'svscan looks every 5 seconds' },
  deadline: 15_000,
  plan: () => ({ operations: [] }),
  pending(system, _context, inputs): Waiting[] {
    const service = system.services.find(({ name }) => name === inputs.name)
    if (service === undefined) return []
    const { name, directory, supervises, logSupervises } = service
    return [
      ...(supervises.length > 0 ? [] : [{ name }]),
      ...(directory.log === null || logSupervises.length > 0 ? [] : [{ name: `${name}/log` }]),
    ]
  },
}
