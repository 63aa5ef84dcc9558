import type { Finding, Verdict } from './finding.js'

/**
 * What a run did to the services, from its journal alone. Every output shows this value: at the end of the run, and
 * whenever somebody asks for a report. Times are milliseconds since the epoch.
 */
export interface RunEffect {
  readonly run: string
  readonly ending: 'done' | 'failed' | 'stopped' | 'refused' | 'undone' | 'restored' | 'cut-off'
  readonly verdict: { readonly before: Verdict | null; readonly after: Verdict | null }
  /** null: it is not known. */
  readonly findings: {
    readonly before: readonly NotedFinding[] | null
    readonly after: readonly AdvisedNote[] | null
  }
  /** Services and their logs, in the order of their links. */
  readonly services: readonly ServiceEffect[]
  readonly killed: readonly KilledProcess[]
  readonly steps: StepCounts
}

export type NotedFinding = Pick<Finding, 'id' | 'severity' | 'service' | 'message' | 'causedBy'>

export type AdvisedNote = NotedFinding & { readonly advice: string }

export type PartState = 'up' | 'down' | 'paused' | 'up, wanted down' | 'up, once' | 'down, wanted up'

/** A process of it runs. */
export function isRunning(state: PartState): boolean {
  return !state.startsWith('down')
}

/** In the state that it had, or in the one that it was told to be in. null: it is not known. */
export function isAsBefore({ before, after }: Pick<ServiceEffect, 'before' | 'after'>): boolean | null {
  if (after === null) return null
  return after === before || after === wanted[before]
}

const wanted: Partial<Record<PartState, PartState>> = { 'up, wanted down': 'down', 'down, wanted up': 'up' }

/** It went, and nobody wants it to be down. */
export function isStillAway(service: ServiceEffect): boolean {
  return service.absences.at(-1)?.to === null && isAsBefore(service) !== true
}

export interface ServiceEffect {
  /** `nginx`, or `nginx/log`. */
  readonly name: string
  readonly role: 'service' | 'log'
  readonly before: PartState
  /** null: it is not known, because nobody looked at the end. */
  readonly after: PartState | null
  readonly absences: readonly Absence[]
}

/** From the end of its process to the start of the next one. */
export interface Absence {
  readonly from: number
  /** null: it was not back when svreset looked last. */
  readonly to: number | null
  /** Both ends were noted, by supervise or by the kernel. Otherwise it lasted at most so long. */
  readonly exact: boolean
}

/** Ended by SIGKILL, or by the order `k` to its supervise. */
export interface KilledProcess {
  readonly what: string
  /** null: supervise knew it. */
  readonly pid: number | null
  readonly step: string
}

/** By the last attempt at each. */
export interface StepCounts {
  readonly done: number
  readonly unchanged: number
  readonly skipped: number
  readonly failed: number
  readonly cutOff: number
  readonly notReached: number
}
