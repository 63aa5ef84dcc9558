import type { Launch } from '../system/surroundings.js'
import type { ProcessId } from '../system/system.js'
import type { PlannedCommand } from './join-commands.js'

/**
 * The smallest things that a run does to the system. A plan is made of them, the journal records them,
 * and src/run/acts/ carries them out. They are plain data: JSON holds them whole.
 */
export type Act =
  /** Writes the undo manifest and restore.sh, durable before anything else happens. */
  | { readonly act: 'record'; readonly links: readonly LinkRecord[] }
  | { readonly act: 'unlink'; readonly link: LinkRecord }
  | { readonly act: 'link'; readonly link: LinkRecord }
  | ({ readonly act: 'command' } & PlannedCommand)
  | {
      readonly act: 'signal'
      readonly signal: SignalName
      readonly process: ProcessId
      readonly what: string
    }
  /** Writes orders to a supervise through its own open control descriptor: svc cannot reach it. */
  | { readonly act: 'control'; readonly orders: string; readonly process: ProcessId; readonly what: string }
  /** Holds the pipe that this readproctitle reads open, so that it and svscanboot outlive svscan. The kernel ends the hold with us. */
  | { readonly act: 'hold'; readonly process: ProcessId }
  | { readonly act: 'release' }
  /** What takes the acts of its step back, beside what svreset takes back by itself. */
  | { readonly act: 'undo-by'; readonly acts: readonly Act[] }
  /** Starts a program in a session of its own, with no descriptor of ours. */
  | { readonly act: 'start'; readonly launch: Launch }

export type SignalName = 'SIGTERM' | 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'

/** A symbolic link as it was: what the manifest keeps of it. */
export interface LinkRecord {
  readonly name: string
  readonly target: string
  /** Where it led; null for a dangling link. */
  readonly directory: string | null
  readonly uid: number
  readonly gid: number
  /** UTC, to the microsecond: 2026-08-03T10:00:00.000000Z. */
  readonly modified: string
}

/** Of several things that happen to one service or process, the words for a person. */
export function describeAct(act: Act): string {
  switch (act.act) {
    case 'record':
      return `note ${act.links.length} ${act.links.length === 1 ? 'link' : 'links'} in the manifest`
    case 'unlink':
      return `remove ${act.link.name}`
    case 'link':
      return `link ${act.link.name} -> ${act.link.target}`
    case 'command':
      return act.argv.join(' ')
    case 'signal':
      return `${act.signal} to ${act.what}, pid ${act.process.pid}`
    case 'control':
      return `${act.orders} to ${act.what}, pid ${act.process.pid}, through its open control descriptor`
    case 'hold':
      return `hold the pipe of readproctitle, pid ${act.process.pid}`
    case 'release':
      return 'let go of the pipe of readproctitle'
    case 'undo-by':
      return `to undo: ${act.acts.map(describeAct).join('; ')}`
    case 'start':
      return `start ${act.launch.argv.join(' ')}`
  }
}
