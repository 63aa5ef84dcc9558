import type { RunContext } from '../../contract/context.js'
import type { RunOptions } from '../../contract/options.js'
import type { Plan } from '../../contract/plan.js'
import { planSchemaName, type SavedCommand, type SavedPlan } from '../../contract/saved-plan.js'
import { orderJson, stepJson } from '../../runbook/plan/plan-json.js'
import type { System } from '../../system/system.js'
import { entryStates } from '../steps/changes.js'
import { trackedProcessesFor } from '../steps/tracked-processes.js'

/** What a run would do, and the look at the system behind it. */
export interface PlannedRun {
  /** The look that the plan is based on. */
  readonly now: System
  readonly context: RunContext
  readonly plan: Plan
}

export function toSavedPlan({ now, context, plan }: PlannedRun, options: Asked): SavedPlan {
  const { name, file, digest } = plan.runbook
  const { method, target } = context.restart
  const { path, id } = now.svscanDirectory
  return {
    schema: planSchemaName,
    created: new Date(now.time).toISOString(),
    host: now.host,
    bootId: now.bootId,
    command: commandOf(options),
    runbook: { name, file, digest },
    parameters: context.parameters,
    restartMethod: options.restartMethod ?? null,
    restart: { method, target },
    serviceDirectory: { path, id, entries: [...entryStates(now)].map(([name, is]) => ({ name, is })) },
    orders: plan.orders.map(orderJson),
    processes: trackedProcessesFor(plan, now),
    steps: plan.steps.map(step => ({ ...stepJson(step), operations: step.operations })),
  }
}

type Asked = Pick<RunOptions, 'earlier' | 'force' | 'repair' | 'maxInterrupt' | 'restartMethod'>

function commandOf({ earlier, force, repair, maxInterrupt }: Asked): SavedCommand {
  if (repair !== null) return { name: 'repair', services: repair.services, maxInterrupt }
  if (earlier === null) return { name: 'run' }
  const { run, manifest, resume } = earlier
  return resume === null ? { name: 'restore', manifest } : { name: 'resume', run, manifest, force }
}
