import type { Process, ProcessId } from '../system/system.js'
import type { Act, SignalName } from './operation.js'

/** The act of sending a signal to this very process; `what` names it for people. */
export function sendSignal(signal: SignalName, process: Process, what: string): Act {
  return { act: 'signal', signal, process: idOf(process), what }
}

/** Only what tells one process from another: plans and journals need no more of it. */
export function idOf({ pid, startTime }: Process): ProcessId {
  return { pid, startTime }
}
