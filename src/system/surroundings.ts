import type { Process, ProcessId } from './process.js'

/**
 * What tells who keeps svscan running: read only where somebody asks (`observe(directory, { around: true })`).
 * Plain JSON. What follows from it, src/restart/ knows.
 */
export interface Surroundings {
  /** Of process 1, the kernel's name for it; `systemd`, `init`, …; empty where it is hidden. */
  readonly init: string
  /** Of each svscanboot (or svscan without one) of this directory, in the order of `tops`. */
  readonly origins: readonly Origin[]
  /** Our own cgroup: what restarts it ends us. */
  readonly ownCgroup: string
  readonly systemd: readonly SystemdUnit[]
  readonly upstart: readonly UpstartJob[]
  readonly openrc: readonly OpenrcService[]
  readonly inittab: readonly InittabLine[]
}

/** All that it takes to start the same program again. */
export interface Launch {
  readonly argv: readonly string[]
  readonly directory: string
  /** null: it could not be read, or nothing ran: a clean one. */
  readonly environment: Readonly<Record<string, string>> | null
  /** As prlimit(1) takes them, `nofile: '1024:4096'`. */
  readonly limits: Readonly<Record<string, string>>
  readonly umask: number
  /** null: whoever runs svreset. */
  readonly user: Credentials | null
}

export interface Credentials {
  readonly uid: number
  readonly gid: number
  readonly groups: readonly number[]
}

export interface Origin {
  readonly process: ProcessId
  readonly launch: Launch
  /** In the hierarchy that systemd uses; empty where there is none. */
  readonly cgroup: string
  /** Parent first, process 1 last, each with its arguments and working directory. */
  readonly ancestors: readonly Process[]
}

/** `systemctl show` of a unit that svscan runs in, or, where no svscan runs, of one that would start it. */
export interface SystemdUnit {
  readonly name: string
  /** Of the manager of this user; null: of the machine's. */
  readonly userManager: Credentials | null
  /** 0: none. */
  readonly mainPid: number
  /** `active`, `failed`, `activating`, `deactivating`, `inactive`… */
  readonly activeState: string
  readonly subState: string
  /** `success`, `start-limit-hit`, `exit-code`… */
  readonly result: string
  /** The unit's `Restart=`: `always`, `no`… */
  readonly restart: string
  /** Of its cgroup; what a restart of the unit ends. */
  readonly members: readonly number[]
  /** What it starts is the svscan of this directory, as far as its command line tells. */
  readonly serves: boolean
}

export interface UpstartJob {
  readonly name: string
  /** `start/running`, `stop/waiting`… as initctl says. */
  readonly state: string
  /** 0: none. */
  readonly pid: number
  /** As of a unit. */
  readonly serves: boolean
}

/** An init script that names svscan. */
export interface OpenrcService {
  readonly name: string
  readonly script: string
  readonly started: boolean
  /** What its pid file says; 0: none. */
  readonly pid: number
  /** As of a unit. */
  readonly serves: boolean
}

/** A `respawn` line of /etc/inittab that names svscan. */
export interface InittabLine {
  readonly id: string
  readonly process: string
  /** As of a unit. */
  readonly serves: boolean
  /** init has lately stopped starting it for five minutes: what it logged; null: not that anybody knows. */
  readonly blocked: string | null
}

/** Where an init writes what it did: a command that tells, or lines of files. */
export type LogSource =
  | { readonly kind: 'command'; readonly argv: readonly string[] }
  | { readonly kind: 'files'; readonly paths: readonly string[]; readonly words: string }
