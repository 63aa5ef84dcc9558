import type { PlannedCommand } from '../../contract/command.js'
import type { Operation, OperationKind, OperationOf, SignalName } from '../../contract/operation.js'
import type { RecordedLink } from '../../system/link-record.js'
import type { Process, ProcessId } from '../../system/process.js'
import type { Entry, Supervise, System } from '../../system/system.js'

/** Everything that is known about one kind of operation, without carrying it out. null: the kind has nothing of this. */
export interface OperationFacts<K extends OperationKind> {
  /** One line in words, for a list of operations on one service or process. */
  readonly describe: (operation: OperationOf<K>) => string
  /** The operation as a person would type it, one line each. Control characters are made visible. */
  readonly lines: (operation: OperationOf<K>) => readonly string[]
  readonly undo: (operation: OperationOf<K>) => Undo
  /** Whether svscan, its supervises or their services may be other processes afterwards. */
  readonly movesProcesses: boolean
  readonly links: ((operation: OperationOf<K>) => readonly LinkUse[]) | null
  /** The services, or logs, that it ends. */
  readonly interrupts: ((operation: OperationOf<K>, system: System) => readonly Interrupted[]) | null
  /** Whom it interrupts although no supervise has what it ends. */
  readonly interruptsServed?: (operation: OperationOf<K>) => Served | null
  /** Changes the draft to the expected state afterwards. */
  readonly predicts: ((operation: OperationOf<K>, draft: Draft) => void) | null
  /** Whether somebody must start again what it stops. */
  readonly leavesDown?: (operation: OperationOf<K>) => boolean
  /** The program that it runs and waits for. */
  readonly command?: (operation: OperationOf<K>) => PlannedCommand
  /** The program that it starts and leaves running. */
  readonly started?: (operation: OperationOf<K>) => PlannedCommand
  /** The order or signal for one process. */
  readonly message?: (operation: OperationOf<K>) => Message
  /** The process whose end is all that it is for. If the process ends by itself, what was wanted has happened. */
  readonly ends?: (operation: OperationOf<K>) => ProcessId | null
  /** Whether it may change links that it does not name. */
  readonly mayChangeLinks?: (operation: OperationOf<K>) => boolean
  /** Whether svscan starts at once what ends after it. */
  readonly waitsForScan?: true
  /** A shorter form for the journal, and how its lines are shown. */
  readonly journaled?: (operation: OperationOf<K>) => Operation
  readonly journaledLines?: (operation: OperationOf<K>) => readonly string[]
}

/**
 * The operations that undo it. `lasting`: there are none, and the person who undoes a run is told so. `nothing`: there
 * is nothing to undo.
 */
export type Undo = readonly Operation[] | 'lasting' | 'nothing'

export interface LinkUse {
  readonly does: 'note' | 'remove' | 'make'
  readonly link: RecordedLink
}

export interface Interrupted {
  readonly supervise: Supervise
  /** Nothing starts its service again. */
  readonly stays: boolean
  /** This supervise goes on, and starts its service again (`svc -t`). */
  readonly goesOn?: boolean
}

export interface Served {
  readonly service: string
  readonly why: string
}

export type Message = {
  readonly process: ProcessId
  /** The process in words. */
  readonly what: string
} & ({ readonly signal: SignalName } | { readonly orders: string })

/** The expected state of the system so far: entries by name, processes by pid. */
export interface Draft {
  readonly entries: Map<string, Entry>
  readonly processes: Map<number, Process>
  /** Before the first of the operations. */
  readonly system: System
  /** When the run began. */
  readonly initial: System
}
