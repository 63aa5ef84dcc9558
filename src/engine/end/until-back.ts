import type { Waiting } from '../../contract/escalation.js'
import { Interrupted } from '../../contract/questions.js'
import { undoStepId } from '../../contract/runbook.js'
import { partsOf } from '../../diagnosis/service-part.js'
import { isUp } from '../../system/supervise-state.js'
import type { System } from '../../system/system.js'
import type { RunEnvironment, RunInput, StepsEnd } from '../steps/step-run.js'
import { waitUntilDone } from '../steps/wait.js'

/** Milliseconds: svscan looks every 5 seconds. */
const patience = 7_000

/** An undo or a restore only puts links back. Whether the services are back, too, is known when svscan has looked. */
export async function untilBack(
  { context }: RunInput,
  { observe, emit, checkInterrupted }: RunEnvironment,
  { closing }: StepsEnd,
): Promise<void> {
  if (closing !== 'undone' && closing !== 'restored') return
  try {
    await waitUntilDone({
      look() {
        const system = observe()
        return { system, pending: system.svscans.length === 0 ? [] : missing(context.initial, system) }
      },
      total: 0,
      deadline: patience,
      progress: (done, total, waitingFor) =>
        emit({ event: 'progress', step: undoStepId, done, total, waitingFor }),
      checkInterrupted: () => checkInterrupted(false),
    })
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error
  }
}

/** Those that ran when the run began. One that was down, too, and whose link is out, is none of them. */
function missing(initial: System, now: System): Waiting[] {
  const running = new Set(
    partsOf(now).flatMap(part => (part.supervises.some(isUp) ? [part.directory.id] : [])),
  )
  const linked = new Set(partsOf(now).map(({ directory }) => directory.id))
  return partsOf(initial)
    .filter(
      ({ directory: { id }, supervises }) => supervises.some(isUp) && linked.has(id) && !running.has(id),
    )
    .map(({ name }) => ({ name }))
}
