import type { EventJson } from '../contract/schemas/events.js'
import type { Casting } from './plan-copy.js'

/** What a prediction needs beside the events. */
export interface Scope {
  readonly cast: ReadonlyMap<string, Casting>
  /** For each step that stops services: their names, and the milliseconds after which it kills them, or fails. */
  readonly stops: ReadonlyMap<string, Stop>
  readonly took: ReadonlyMap<string, number>
}

export interface Stop {
  readonly services: readonly string[]
  readonly patience: number
}

type Of<E extends EventJson['event']> = Extract<EventJson, { event: E }>

/** The last event of this name. */
export function last<E extends EventJson['event']>(events: readonly EventJson[], name: E): Of<E> | undefined {
  return events.findLast((each): each is Of<E> => each.event === name)
}
