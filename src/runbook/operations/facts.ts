import type { PlannedCommand } from '../../contract/command.js'
import type { Operation, OperationKind, OperationOf, SignalName } from '../../contract/operation.js'
import type { RecordedLink } from '../../system/link-record.js'
import type { Process, ProcessId } from '../../system/process.js'
import type { Entry, Supervise, System } from '../../system/system.js'

/** All that can be said about one kind of operation without doing anything. null: the kind has nothing of this. */
export interface OperationFacts<K extends OperationKind> {
  /** One line in words, for a list of several things that happen to one service or process. */
  readonly describe: (operation: OperationOf<K>) => string
  /** As a person would type it, a line each; control characters are made visible. */
  readonly lines: (operation: OperationOf<K>) => readonly string[]
  readonly undo: (operation: OperationOf<K>) => Undo
  /** Whether svscan, its supervises or their services may be other processes afterwards. */
  readonly movesProcesses: boolean
  readonly links: ((operation: OperationOf<K>) => readonly LinkUse[]) | null
  /** Whose service, or log, it ends. */
  readonly interrupts: ((operation: OperationOf<K>, system: System) => readonly Interrupted[]) | null
  /** Changes the draft to what should be there afterwards. */
  readonly predicts: ((operation: OperationOf<K>, draft: Draft) => void) | null
  /** Whether somebody must start again what it stops. */
  readonly leavesDown?: (operation: OperationOf<K>) => boolean
  /** The program that it runs, and waits for. */
  readonly command?: (operation: OperationOf<K>) => PlannedCommand
  /** The program that it starts and leaves running. */
  readonly started?: (operation: OperationOf<K>) => PlannedCommand
  /** What it tells one process. */
  readonly message?: (operation: OperationOf<K>) => Message
  /** Whether links may change that it does not name. */
  readonly mayChangeLinks?: (operation: OperationOf<K>) => boolean
  /** Whether what ends after it is started again at once. */
  readonly waitsForScan?: true
  /** As the journal has it, where that is shorter, and how its lines read there. */
  readonly journaled?: (operation: OperationOf<K>) => Operation
  readonly journaledLines?: (operation: OperationOf<K>) => readonly string[]
}

/**
 * The operations that take it back. `lasting`: there are none, and whoever undoes a run is told so. `nothing`: there
 * is nothing to take back.
 */
export type Undo = readonly Operation[] | 'lasting' | 'nothing'

export interface LinkUse {
  readonly does: 'note' | 'remove' | 'make'
  readonly link: RecordedLink
}

export interface Interrupted {
  readonly supervise: Supervise
  /** Nothing starts what it ran again. */
  readonly stays: boolean
}

export type Message = {
  readonly process: ProcessId
  /** The process in words. */
  readonly what: string
} & ({ readonly signal: SignalName } | { readonly orders: string })

/** The system as it is expected to be so far: entries by name, processes by pid. */
export interface Draft {
  readonly entries: Map<string, Entry>
  readonly processes: Map<number, Process>
  /** Before the first of the operations. */
  readonly system: System
  /** When the run began. */
  readonly initial: System
}
