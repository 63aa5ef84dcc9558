import type { RecordedLink } from '../system/link-record.js'
import type { Process, ProcessId } from '../system/process.js'
import { idOf } from '../system/processes.js'
import type { SuperviseFileName } from '../system/supervise-file.js'
import type { Launch } from '../system/surroundings.js'
import type { PlannedCommand } from './command.js'

/**
 * The smallest things that a run does to the system. A plan consists of them, and the journal records them.
 * They are plain data: JSON holds them whole. src/runbook/operations/ has everything that is known about each kind, and
 * src/engine/operations/ carries it out.
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
  /** Holds the pipe that this readproctitle reads, so that it and svscanboot outlive svscan. If svreset dies, the kernel closes it. */
  | { readonly kind: 'hold'; readonly process: ProcessId }
  | { readonly kind: 'release' }
  /**
   * Adds a file `down` of svreset's own to these directories, so that no supervise starts what somebody told to be down.
   * Leaves any other file `down` as it is.
   */
  | { readonly kind: 'add-down'; readonly services: readonly KeptDown[] }
  /** Removes these files again where a supervise runs, and leaves the files `down` of anybody else. */
  | { readonly kind: 'remove-down'; readonly services: readonly KeptDown[] }
  /**
   * Gives other names to files of another type in `supervise/`, where a new supervise would open them for its own.
   * Leaves alone what is of the right type by now.
   */
  | { readonly kind: 'set-aside'; readonly files: readonly StrayFile[] }
  /** The operations that undo its step, in addition to what svreset undoes by itself. */
  | { readonly kind: 'undo-by'; readonly operations: readonly Operation[] }
  /** Starts a program in a session of its own, without any descriptor of svreset. */
  | { readonly kind: 'start'; readonly launch: Launch }
  /** Starts a program like a living process (environment, limits, user), on pipes that other processes hold. */
  | {
      readonly kind: 'attach'
      readonly argv: readonly string[]
      readonly like: ProcessId
      /** What it reads; null: nothing. */
      readonly input: PipeEnd | null
      /** What it writes to, its errors too; null: nothing. */
      readonly output: PipeEnd | null
    }
  /** Waits until so many milliseconds before svscan's next scan. What ends then, svscan starts again at once. */
  | { readonly kind: 'await-scan'; readonly svscan: ProcessId; readonly lead: number }
  /** Waits until the pipe of this supervise of a log is empty. When the log ends, unread lines may be lost. */
  | { readonly kind: 'drain'; readonly process: ProcessId; readonly what: string }
  /** Writes the end of a line to a log that was told to end in the middle of one, and waits for it. */
  | { readonly kind: 'end-line'; readonly process: ProcessId; readonly what: string }
  /** Moves unread lines from the pipes that only this svscan has open to files of the run. */
  | { readonly kind: 'save-unread-lines'; readonly process: ProcessId; readonly what: string }
  /** Pushes the text of this readproctitle out of its title. `text`: the text, for the journal. */
  | { readonly kind: 'clear-title'; readonly process: ProcessId; readonly text: string }
  /** Sets how many files a process may open, `SOFT:HARD`, until it ends. */
  | {
      readonly kind: 'limit'
      readonly process: ProcessId
      readonly openFiles: string
      readonly before: string
      readonly what: string
    }

/** A service, or its log, that must not be started. */
export interface KeptDown {
  readonly name: string
  readonly directory: string
}

/** `file`: its name in `supervise/` of that directory. */
export interface StrayFile {
  readonly name: string
  readonly directory: string
  readonly file: SuperviseFileName
}

export type OperationKind = Operation['kind']
export type OperationOf<K extends OperationKind> = Extract<Operation, { readonly kind: K }>

export const signalNames = ['SIGTERM', 'SIGKILL', 'SIGSTOP', 'SIGCONT', 'SIGHUP'] as const
export type SignalName = (typeof signalNames)[number]

/** A pipe, and a process that has it open. */
export interface PipeEnd {
  readonly process: ProcessId
  readonly descriptor: number
}

/** Sends a signal to this very process; `what` is its name for people. */
export function sendSignal(signal: SignalName, process: Process, what: string): OperationOf<'signal'> {
  return { kind: 'signal', signal, process: idOf(process), what }
}
