import { closeSync, fsyncSync } from 'node:fs'
import type { CommandOutcome } from '../../contract/command.js'
import type { Operation, OperationKind, OperationOf } from '../../contract/operation.js'
import { linkChanges } from '../../runbook/operations/table.js'
import type { RecordedLink } from '../../system/link-record.js'
import { attach } from './attach.js'
import { CommandFailed, runCommand } from './commands.js'
import { addDownFiles, removeDownFiles } from './down-files.js'
import { drain } from './drain.js'
import { endLine } from './end-line.js'
import { limitOpenFiles } from './limit.js'
import { createLink, type LinkPlace, removeLink } from './links.js'
import { holdReadproctitle, orderSupervise, signalProcess } from './processes.js'
import { saveUnreadLines, type UnreadLinesStore } from './save-unread-lines.js'
import { awaitScan } from './scan.js'
import { setAsideFiles } from './set-aside.js'
import { startApart } from './start-apart.js'
import { isSvc, runSvc } from './svc.js'
import { clearTitle } from './title.js'

/** What operations need of their run. */
export interface OperationEnvironment {
  readonly place: LinkPlace
  /** Writes the manifest and restore.sh durably. */
  writeManifest(links: readonly RecordedLink[]): void
  /** Descriptors of the pipes that svreset holds. */
  readonly holds: Set<number>
  ranCommand(outcome: CommandOutcome): void
  /** Saves lines that would be lost otherwise. */
  readonly unreadLines: UnreadLinesStore
  /** For operations that wait: throws if the run is to stop. */
  checkInterrupted(): void
}

type Effect<K extends OperationKind> = (
  operation: OperationOf<K>,
  operationEnvironment: OperationEnvironment,
) => void | Promise<void> | Promise<CommandOutcome>

/**
 * What carries out an operation of this kind. Each of svreset's own is safe to repeat: if it has already happened, it
 * does nothing. Only a command returns something: how it ended.
 */
export function effectOf({ kind }: Operation): Effect<OperationKind> {
  return effects[kind] as Effect<OperationKind>
}

/** A kind that is missing here does not compile. */
const effects: { readonly [K in OperationKind]: Effect<K> } = {
  'write-manifest': ({ links }, { writeManifest }) => writeManifest(links),
  unlink: removeLink,
  link: createLink,
  command: async (operation, { ranCommand }) => {
    const outcome = await (isSvc(operation) ? runSvc(operation) : runCommand(operation)).catch(
      (error: unknown) => {
        if (error instanceof CommandFailed) ranCommand(error.outcome)
        throw error
      },
    )
    ranCommand(outcome)
    return outcome
  },
  signal: ({ process, signal, what }) => signalProcess(process, signal, what),
  control: ({ process, orders, what }) => orderSupervise(process, orders, what),
  hold: ({ process }, { holds }) => {
    holds.add(holdReadproctitle(process))
  },
  release: (_, { holds }) => releaseHolds(holds),
  'add-down': addDownFiles,
  'remove-down': removeDownFiles,
  'set-aside': setAsideFiles,
  // Nothing to do now: it records what undoes the operations after it.
  'undo-by': () => {},
  start: async ({ launch }, { ranCommand }) => {
    const output = await startApart(launch)
    if (output !== '')
      ranCommand({ argv: launch.argv, cwd: launch.directory, exitCode: 0, durationMs: 0, output })
  },
  attach: operation => attach(operation),
  'await-scan': (operation, { checkInterrupted }) => awaitScan(operation, checkInterrupted),
  drain: (operation, { checkInterrupted }) => drain(operation, checkInterrupted),
  'end-line': endLine,
  'save-unread-lines': (operation, { unreadLines }) => saveUnreadLines(operation, unreadLines),
  'clear-title': (operation, run) => clearTitle(operation, run),
  limit: (operation, { ranCommand }) => limitOpenFiles(operation, ranCommand),
}

/** After the last of several operations: makes the created and removed links durable. */
export function settle(operations: readonly Operation[], operationEnvironment: OperationEnvironment): void {
  if (operations.some(each => linkChanges(each).length > 0))
    fsyncSync(operationEnvironment.place.directory.descriptor)
}

export function releaseHolds(holds: Set<number>): void {
  for (const descriptor of holds) closeSync(descriptor)
  holds.clear()
}
