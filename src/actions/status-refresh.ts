import type { Action, ActionInputs } from '../contract/action.js'
import { inputProcess, processInput } from '../contract/action.js'
import { superviseOf } from '../system/pairs.js'
import { serviceName } from '../system/processes.js'
import { isLive } from '../system/supervise-state.js'
import type { ServiceDirectory, Supervise, System } from '../system/system.js'
import { order } from './order.js'

export const statusRefresh: Action = {
  name: 'status.refresh',
  summary:
    'makes supervise write its status again if the status is stale (svc -c; it starts and stops nothing)',
  inputs: processInput,
  effect: 'irreversible',
  planFidelity: {
    fidelity: 'predicted',
    why: 'earlier steps may make supervise write its status',
  },
  // supervise waits a second after each start of run before it reads orders.
  deadline: 5_000,
  plan: (system, context, inputs) => ({
    // svc -u would undo a svc -d that the lost status has recorded.
    operations: wrong(system, context.initial, inputs).map(supervise => order(supervise, 'c')),
  }),
  pending: (system, context, inputs) =>
    wrong(system, context.initial, inputs).map(supervise => ({
      name: `the status of ${serviceName(supervise)}`,
    })),
}

/** One of two supervises in a directory may have gone: then the other one keeps the status. */
function wrong(system: System, initial: System, inputs: ActionInputs): Supervise[] {
  const id = superviseOf(initial, inputProcess(inputs))?.directory?.id
  const [supervise, twin] = system.supervises.filter(
    ({ directory }) => id !== undefined && directory?.id === id,
  )
  if (supervise === undefined || twin !== undefined || !supervise.reachable) return []
  const directory = directoryWith(system, id)
  return directory == null || isTrue(directory, supervise) ? [] : [supervise]
}

function directoryWith({ services }: System, id: string | undefined): ServiceDirectory | null | undefined {
  return services.flatMap(({ directory }) => [directory, directory.log]).find(each => each?.id === id)
}

function isTrue({ status }: ServiceDirectory, { child }: Supervise): boolean {
  if (status === null) return false
  const living = child !== null && isLive(child) ? child : null
  return status.pid === (living?.pid ?? 0) && status.paused === (living?.state === 'T')
}
