import type { Process } from '../system/process.js'
import type { Credentials, Launch, LogSource, Origin, Surroundings } from '../system/surroundings.js'
import type { Svscan, System } from '../system/system.js'
import type { Escalation } from './escalation.js'
import type { Operation } from './operation.js'

/** How svscan comes back after it has ended. It is decided once, at the start of a run, and kept in its journal. */
export interface Restart {
  readonly method: string
  /** What shows this in the system. */
  readonly evidence: string
  /** The unit, job, init script or line of inittab; null if the method has none. */
  readonly target: string | null
  /** The user whose own systemd has the unit; null: the system's systemd, or none. */
  readonly userManager: Credentials | null
  /** The site's own program that restarts svscan; empty: none. */
  readonly command: readonly string[]
  /** Whether svscan starts again by itself as soon as svscanboot has ended. */
  readonly respawns: boolean
  /** How long others may take to start svscan before `late` is called; absent: the time of the step. */
  readonly patience?: Patience
  /** Nobody can tell whether anything starts svscan again. Milliseconds after which svreset does. */
  readonly unsure?: number
  /** Why svscan must not be ended here; null: it may be ended. */
  readonly refusal: Refusal | null
  /** What svreset itself starts with the method `manual`, or if nothing else does. */
  readonly launch: Launch
}

/** The words for people. */
export function describeRestart({ method, evidence }: Restart): string {
  return `${method} (${evidence})`
}

export interface Refusal {
  readonly message: string
  readonly reason: string
  readonly next: string
}

/** Milliseconds. If nothing is left that could start svscan, a short time is enough. */
export interface Patience {
  readonly least: number
  readonly most: number
}

/** What a method says about a system that it recognises. */
export interface Recognised {
  readonly evidence: string
  readonly target?: string
  readonly userManager?: Credentials | null
  readonly respawns: boolean
  readonly patience?: Patience
  readonly unsure?: number
  readonly refusal?: Refusal
}

/** What a method may look at: the system, what may keep svscan running, and how each svscan of the directory was started. */
export interface RestartClues {
  readonly system: System
  readonly around: Surroundings
  readonly origins: readonly (Origin & { readonly launcher: Process })[]
}

/** svscan is to come back: services are down, links are in place, nothing new runs. */
export interface Scene {
  readonly system: System
  readonly restart: Restart
  /** The earlier svscans that have not ended: they are stopped. */
  readonly halted: readonly Svscan[]
  /** What still surrounds them: readproctitle, then svscanboot. */
  readonly standing: readonly Process[]
}

/**
 * One way in which svscan is kept running: how svreset recognises it, how it restarts svscan, and what it does if svscan
 * does not come back. It is pure. A new one is a file that exports this, and a line in index.ts.
 */
export interface RestartMethod {
  readonly name: string
  /** For help and documents. */
  readonly summary: string
  /** Whether it excludes the others of its kind. If two seem to hold, a person decides. */
  readonly rival: boolean
  recognise(look: RestartClues): Recognised | null
  /** What to use if the operator chooses the method although nothing shows it. If it is absent, the method must be recognised. */
  readonly asked?: Pick<Recognised, 'respawns' | 'patience' | 'unsure'>
  /** The operations that bring svscan back. */
  restart(scene: Scene): readonly Operation[]
  /** What else the operations will do; shown before. `initial` was observed together with its surroundings. */
  notes?(scene: Scene, initial: System): readonly string[]
  /** svscan is not back. `scene.system` is a new look at the system and its surroundings. */
  late(scene: Scene): Escalation
  /** Where to read the reason. */
  log(scene: Scene): readonly LogSource[]
}
