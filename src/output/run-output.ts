import type { RunEvent } from '../run/events.js'

/** Renders what a run says. Events come in order; `idle` is reached when all so far is on the screen. */
export interface RunOutput {
  show(event: RunEvent): void
  /** Nothing is drawn live any more: a question may be asked. */
  idle(): Promise<void>
}
