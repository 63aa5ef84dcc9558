import type { RunEvent } from '../contract/events.js'

/** Prints what a run reports. Events come in order. */
export interface RunOutput {
  show(event: RunEvent): void
  /** Removes the line that is redrawn, so that a question can be asked below the last output. */
  rest(): void
}
