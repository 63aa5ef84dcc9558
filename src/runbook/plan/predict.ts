import type { Operation } from '../../contract/operation.js'
import { interpret } from '../../system/interpret.js'
import type { Observation, System } from '../../system/system.js'
import { factsOf } from '../operations/table.js'

/** The expected system after these operations. The rest of a dry run is planned on it. Pure. */
export function predict(system: System, operations: readonly Operation[], initial: System): System {
  if (operations.length === 0) return system
  const entries = new Map(system.entries.map(entry => [entry.name, entry]))
  const processes = new Map(system.processes)
  for (const operation of operations)
    factsOf(operation).predicts?.(operation, { entries, processes, system, initial })
  const observation: Observation = { ...system, entries: [...entries.values()], processes }
  return interpret(observation)
}
