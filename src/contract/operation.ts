import type { RecordedLink } from '../system/link-record.js'
import type { Process, ProcessId } from '../system/process.js'
import { idOf } from '../system/processes.js'
import type { Launch } from '../system/surroundings.js'
import type { PlannedCommand } from './command.js'

/**
 * The smallest things that a run does to the system. A plan is made of them, the journal records them.
 * They are plain data: JSON holds them whole. What can be said about each kind is in src/runbook/operations/, how it
 * is carried out in src/engine/operations/.
 */
export type Operation =
  /** Writes the undo manifest and restore.sh, durable before anything else happens. */
  | { readonly kind: 'write-manifest'; readonly links: readonly RecordedLink[] }
  | { readonly kind: 'unlink'; readonly link: RecordedLink }
  | { readonly kind: 'link'; readonly link: RecordedLink }
  | ({ readonly kind: 'command' } & PlannedCommand)
  | {
      readonly kind: 'signal'
      readonly signal: SignalName
      readonly process: ProcessId
      readonly what: string
      /** Whom the end of a process interrupts that no supervise has: `listens on tcp 127.0.0.1:80`. */
      readonly serves?: { readonly service: string; readonly how: string }
    }
  /** Writes orders to a supervise through the control descriptor that it holds open: no name is needed for it. */
  | { readonly kind: 'control'; readonly orders: string; readonly process: ProcessId; readonly what: string }
  /** Holds the pipe that this readproctitle reads open, so that it and svscanboot outlive svscan. The kernel ends the hold with us. */
  | { readonly kind: 'hold'; readonly process: ProcessId }
  | { readonly kind: 'release' }
  /** What takes the acts of its step back, beside what svreset takes back by itself. */
  | { readonly kind: 'undo-by'; readonly operations: readonly Operation[] }
  /** Starts a program in a session of its own, with no descriptor of ours. */
  | { readonly kind: 'start'; readonly launch: Launch }
  /** Starts a program in the manner of a living process (environment, limits, user), on pipes that others hold. */
  | {
      readonly kind: 'attach'
      readonly argv: readonly string[]
      readonly like: ProcessId
      /** What it reads; null: nothing. */
      readonly input: PipeEnd | null
      /** What it writes to, its errors too; null: nothing. */
      readonly output: PipeEnd | null
    }
  /** Waits until so many milliseconds before svscan's next scan: what ends then, svscan starts again at once. */
  | { readonly kind: 'await-scan'; readonly svscan: ProcessId; readonly lead: number }
  /** Waits until the pipe that this supervise of a log holds is empty: with the log, what is in it may be lost. */
  | { readonly kind: 'drain'; readonly process: ProcessId; readonly what: string }
  /** Writes the end of a line to a log that was told to end in the middle of one, and waits for it. */
  | { readonly kind: 'end-line'; readonly process: ProcessId; readonly what: string }
  /** Moves what waits in the pipes of a svscan, and in nobody else's, to files of the run. */
  | { readonly kind: 'save-unread-lines'; readonly process: ProcessId; readonly what: string }
  /** Pushes what this readproctitle shows out of its title; `text` is what stood there, for the journal. */
  | { readonly kind: 'clear-title'; readonly process: ProcessId; readonly text: string }
  /** Sets how many files a process may have open, `SOFT:HARD`: until it ends. */
  | {
      readonly kind: 'limit'
      readonly process: ProcessId
      readonly openFiles: string
      readonly before: string
      readonly what: string
    }

export type OperationKind = Operation['kind']
export type OperationOf<K extends OperationKind> = Extract<Operation, { readonly kind: K }>

export const signalNames = ['SIGTERM', 'SIGKILL', 'SIGSTOP', 'SIGCONT', 'SIGHUP'] as const
export type SignalName = (typeof signalNames)[number]

/** A pipe, by a process that has it open. */
export interface PipeEnd {
  readonly process: ProcessId
  readonly descriptor: number
}

/** The operation of sending a signal to this very process; `what` names it for people. */
export function sendSignal(signal: SignalName, process: Process, what: string): OperationOf<'signal'> {
  return { kind: 'signal', signal, process: idOf(process), what }
}
