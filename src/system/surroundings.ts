import type { Process, ProcessId } from './process.js'

/**
 * What shows how svscan is kept running. Read only on request (`observe(directory, { around: true })`).
 * Plain JSON. src/restart/ draws the conclusions.
 */
export interface Surroundings {
  /** The kernel's name for process 1: `systemd`, `init`, …; empty if it is hidden. */
  readonly init: string
  /** For each svscanboot (or svscan without one) of this directory, in the order of `launchersOf`. */
  readonly origins: readonly Origin[]
  /** svreset's own cgroup: a restart of its unit ends svreset. */
  readonly ownCgroup: string
  readonly systemd: readonly SystemdUnit[]
  readonly upstart: readonly UpstartJob[]
  readonly openrc: readonly OpenrcService[]
  readonly inittab: readonly InittabLine[]
}

/** Everything that is needed to start the same program again. */
export interface Launch {
  readonly argv: readonly string[]
  readonly directory: string
  /** null: a clean environment, because svreset could not read it, or nothing ran. */
  readonly environment: Readonly<Record<string, string>> | null
  /** In the form of prlimit(1), `nofile: '1024:4096'`. */
  readonly limits: Readonly<Record<string, string>>
  readonly umask: number
  /** argv of the readproctitle that reads its errors, if the site's own script started both; absent: none. */
  readonly readproctitle?: readonly string[]
  /** The files that its standard output and its errors go to, if they go to files; null: /dev/null. Absent: neither does. */
  readonly outputs?: readonly [OutputFile | null, OutputFile | null]
  /** Where its errors went, if they cannot go there again. */
  readonly errorsLost?: string
  /** null: the user of svreset. */
  readonly user: Credentials | null
}

export interface OutputFile {
  readonly path: string
  /** Device and inode: another file of that name is not written to. */
  readonly id: string
}

export interface Credentials {
  readonly uid: number
  readonly gid: number
  readonly groups: readonly number[]
}

export interface Origin {
  readonly process: ProcessId
  readonly launch: Launch
  /** The cgroup in the hierarchy that systemd uses; empty if there is none. */
  readonly cgroup: string
  /** Parent first, process 1 last, each with its arguments and working directory. */
  readonly ancestors: readonly Process[]
}

/** `systemctl show` of a unit in which svscan runs; if no svscan runs, of a unit that would start it. */
export interface SystemdUnit {
  readonly name: string
  /** The uid of the user whose manager has the unit; null: the system's manager. */
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
  /** The processes in its cgroup: a restart of the unit ends them. */
  readonly members: readonly number[]
  /** According to its command line, it starts the svscan of this directory. */
  readonly serves: boolean
}

export interface UpstartJob {
  readonly name: string
  /** `start/running`, `stop/waiting`… in initctl's words. */
  readonly state: string
  /** 0: none. */
  readonly pid: number
  /** As for a unit. */
  readonly serves: boolean
}

/** An init script that names svscan. */
export interface OpenrcService {
  readonly name: string
  readonly script: string
  readonly started: boolean
  /** The pid in its pid file; 0: none. */
  readonly pid: number
  /** As for a unit. */
  readonly serves: boolean
}

/** A `respawn` line of /etc/inittab that names svscan. */
export interface InittabLine {
  readonly id: string
  readonly process: string
  /** As for a unit. */
  readonly serves: boolean
  /** What init logged when it stopped starting the line for five minutes; null: it did not, as far as is known. */
  readonly blocked: string | null
}

/** Where an init logs what it did: the output of a command, or lines of files. */
export type LogSource =
  | { readonly kind: 'command'; readonly argv: readonly string[] }
  | { readonly kind: 'files'; readonly paths: readonly string[]; readonly words: string }
