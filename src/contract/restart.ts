import type { Process } from '../system/process.js'
import type { Credentials, Launch, LogSource, Origin, Surroundings } from '../system/surroundings.js'
import type { Svscan, System } from '../system/system.js'
import type { Escalation } from './escalation.js'
import type { Operation } from './operation.js'

/** How svscan comes back after it was ended: decided once, at the start of a run, and kept in its journal. */
export interface Restart {
  readonly method: string
  /** What in the system says so. */
  readonly evidence: string
  /** The unit, job, init script or line of inittab; null where the method has none. */
  readonly target: string | null
  /** The user whose own systemd has the unit; null: the machine's, or no systemd. */
  readonly userManager: Credentials | null
  /** The site's own program that restarts it; empty: none. */
  readonly command: readonly string[]
  /** Whether svscan is started again as soon as svscanboot has ended, without being asked for. */
  readonly respawns: boolean
  /** Why svscan must not be ended here at all; null: it may. */
  readonly refusal: Refusal | null
  /** What svreset starts itself under `manual`, or where nobody else does. */
  readonly launch: Launch
}

/** The words for a person. */
export function describeRestart({ method, evidence }: Restart): string {
  return `${method} (${evidence})`
}

export interface Refusal {
  readonly message: string
  readonly reason: string
  readonly next: string
}

/** What a method says of a system that it holds for. */
export interface Recognised {
  readonly evidence: string
  readonly target?: string
  readonly userManager?: Credentials | null
  readonly respawns: boolean
  readonly refusal?: Refusal
}

/** What a method may look at: the system, who may keep svscan, and how each svscan of the directory was started. */
export interface RestartClues {
  readonly system: System
  readonly around: Surroundings
  readonly origins: readonly (Origin & { readonly launcher: Process })[]
}

/** svscan is to come back: services are down, links are in place, nothing new runs. */
export interface Scene {
  readonly system: System
  readonly restart: Restart
  /** The svscans that were there, where they have not ended: they are stopped. */
  readonly halted: readonly Svscan[]
  /** What still stands around them: readproctitle, then svscanboot. */
  readonly standing: readonly Process[]
}

/**
 * One way that svscan is kept running: how it is recognised, how svscan is restarted, and what to do if it does
 * not come back. Pure. A new one is a file with this in it, and a line in index.ts.
 */
export interface RestartMethod {
  readonly name: string
  /** For help and documents. */
  readonly summary: string
  /** Whether it rules out the others of its kind: where two seem to hold, a person decides. */
  readonly rival: boolean
  recognise(look: RestartClues): Recognised | null
  /** Where somebody asks for it although nothing tells of it; without it the method needs to be recognised. */
  readonly asked?: Pick<Recognised, 'respawns'>
  /** The acts that bring svscan back. */
  restart(scene: Scene): readonly Operation[]
  /** What else the acts will do: said before. `initial` was looked at with its surroundings. */
  notes?(scene: Scene, initial: System): readonly string[]
  /** Milliseconds that it gets before `late` is asked; default: the step's own. */
  readonly patience?: number
  /** svscan is not back; `scene.system` was looked at afresh, with its surroundings. */
  late(scene: Scene): Escalation
  /** Where to read why not. */
  log(scene: Scene): readonly LogSource[]
}
