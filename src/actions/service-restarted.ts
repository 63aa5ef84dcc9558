import type { Action, ActionInputs } from '../contract/action.js'
import { isUp } from '../system/supervise-state.js'
import type { Service, System } from '../system/system.js'

export const serviceRestarted: Action = {
  name: 'service.restarted',
  summary: 'waits until a service runs as a new process, and has been up for a while',
  inputs: {
    directory: { type: 'path', description: 'the directory of the service' },
    up_for: { type: 'duration', default: '2s', description: 'how long it must have been up' },
  },
  effect: 'read',
  planFidelity: { fidelity: 'unknown', why: 'the time that a service needs to come back is not known' },
  deadline: 60_000,
  plan: () => ({ operations: [] }),
  pending(system, { initial }, inputs) {
    const service = serviceIn(system, inputs)
    if (service === undefined) return [{ name: `${String(inputs.directory)} (no link leads there any more)` }]
    const child = service.supervises.find(isUp)?.child ?? null
    if (child === null) return [{ name: `${service.name} to be up` }]
    const before = serviceIn(initial, inputs)?.supervises.find(isUp)?.child ?? null
    if (before !== null && before.pid === child.pid && before.startTime === child.startTime)
      return [{ name: `${service.name} to end`, process: { pid: child.pid, startTime: child.startTime } }]
    const up = ((system.ticks - child.startTime) * 1000) / system.ticksPerSecond
    return up < Number(inputs.up_for) ? [{ name: `${service.name} to stay up` }] : []
  },
}

function serviceIn({ services }: System, { directory }: ActionInputs): Service | undefined {
  return services.find(service => service.directory.path === directory)
}
