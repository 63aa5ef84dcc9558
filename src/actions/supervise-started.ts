import type { Action } from '../contract/action.js'
import { inputProcess, processInput } from '../contract/action.js'
import type { Waiting } from '../contract/escalation.js'
import { superviseOf } from '../system/pairs.js'
import type { Supervise, System } from '../system/system.js'
import { notYetTakenOver } from './before-scan.js'

export const superviseStarted: Action = {
  name: 'supervise.started',
  summary: 'waits until svscan has started a supervise in place of one that has ended, and one for its log',
  inputs: processInput,
  effect: 'read',
  planFidelity: { fidelity: 'unknown', why: 'svscan looks every 5 seconds' },
  deadline: 20_000,
  plan: () => ({ operations: [] }),
  pending(system, context, inputs): Waiting[] {
    const before = superviseOf(context.initial, inputProcess(inputs))
    if (before === null) return []
    return [...notYetTakenOver(before, system), ...withoutLog(before, system)]
  },
}

function withoutLog({ directory }: Supervise, { services }: System): Waiting[] {
  return services
    .filter(service => service.directory.id === directory?.id && service.directory.log !== null)
    .filter(({ logSupervises }) => !logSupervises.some(({ svscan }) => svscan !== null))
    .map(({ name }) => ({ name: `${name}/log` }))
}
