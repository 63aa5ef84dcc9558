import type { RunEvent } from '../contract/events.js'

/** Renders what a run says. Events come in order. */
export interface RunOutput {
  show(event: RunEvent): void
  /** Takes away what is redrawn: a question may be asked below what stands there. */
  rest(): void
}
