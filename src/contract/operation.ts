import type { LinkRecord } from '../system/link-record.js'
import type { Process, ProcessId } from '../system/process.js'
import { idOf } from '../system/processes.js'
import type { Launch } from '../system/surroundings.js'
import type { PlannedCommand } from './command.js'

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
  /** Starts a program in the manner of a living process (environment, limits, user), on pipes that others hold. */
  | {
      readonly act: 'attach'
      readonly argv: readonly string[]
      readonly like: ProcessId
      /** What it reads; null: nothing. */
      readonly input: PipeEnd | null
      /** What it writes to, its errors too; null: nothing. */
      readonly output: PipeEnd | null
    }
  /** Waits until so many milliseconds before svscan's next scan: what ends then, svscan starts again at once. */
  | { readonly act: 'await-scan'; readonly svscan: ProcessId; readonly lead: number }
  /** Waits until the pipe that this supervise of a log holds is empty: with the log, what is in it may be lost. */
  | { readonly act: 'drain'; readonly process: ProcessId; readonly what: string }
  /** Moves what waits in the pipes of a svscan, and in nobody else's, to files of the run. */
  | { readonly act: 'salvage'; readonly process: ProcessId; readonly what: string }
  /** Pushes what this readproctitle shows out of its title; `text` is what stood there, for the journal. */
  | { readonly act: 'clear-title'; readonly process: ProcessId; readonly text: string }
  /** Sets how many files a process may have open, `SOFT:HARD`: until it ends. */
  | {
      readonly act: 'limit'
      readonly process: ProcessId
      readonly openFiles: string
      readonly before: string
      readonly what: string
    }

export type SignalName = 'SIGTERM' | 'SIGKILL' | 'SIGSTOP' | 'SIGCONT' | 'SIGHUP'

/** A pipe, by a process that has it open. */
export interface PipeEnd {
  readonly process: ProcessId
  readonly descriptor: number
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
    case 'attach':
      return `start ${act.argv.slice(0, 3).join(' ')}`
    case 'await-scan':
      return `wait until just before the next scan of svscan, pid ${act.svscan.pid} (every 5 s)`
    case 'drain':
      return `wait until ${act.what} has read its pipe to the last line`
    case 'salvage':
      return `keep what waits in the log pipes that only ${act.what}, pid ${act.process.pid}, has`
    case 'clear-title':
      return `note the title of readproctitle, pid ${act.process.pid}, and write dots over it`
    case 'limit':
      return `prlimit --pid ${act.process.pid} --nofile=${act.openFiles}  # ${act.what}, was ${act.before}`
  }
}

/** The act of sending a signal to this very process; `what` names it for people. */
export function sendSignal(signal: SignalName, process: Process, what: string): Act {
  return { act: 'signal', signal, process: idOf(process), what }
}
