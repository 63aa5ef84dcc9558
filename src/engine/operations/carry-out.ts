import { closeSync } from 'node:fs'
import type { CommandOutcome } from '../../contract/command.js'
import type { Operation } from '../../contract/operation.js'
import { syncDirectory } from '../../journal/state-directory.js'
import type { RecordedLink } from '../../system/link-record.js'
import { attach } from './attach.js'
import { CommandKilled, runCommand } from './commands.js'
import { drain } from './drain.js'
import { limitOpenFiles } from './limit.js'
import { createLink, removeLink } from './links.js'
import { holdReadproctitle, orderSupervise, signalProcess } from './processes.js'
import { saveUnreadLines, type UnreadLinesStore } from './save-unread-lines.js'
import { awaitScan } from './scan.js'
import { startApart } from './start-apart.js'
import { clearTitle } from './title.js'

/** What acts need of the run that they belong to. */
export interface OperationEnvironment {
  readonly svscanDirectory: string
  /** Writes manifest and restore.sh, durably. */
  writeManifest(links: readonly RecordedLink[]): void
  /** Descriptors of pipes that are held. */
  readonly holds: Set<number>
  ranCommand(outcome: CommandOutcome): void
  /** For what would be lost otherwise. */
  readonly unreadLines: UnreadLinesStore
  /** Throws where the run is to stop: for acts that wait. */
  checkInterrupted(): void
}

/** Carries out one act. Each act of svreset's own is safe to repeat: one that has happened already does nothing. */
export async function carryOut(
  operation: Operation,
  operationEnvironment: OperationEnvironment,
): Promise<CommandOutcome | undefined> {
  switch (operation.kind) {
    case 'write-manifest':
      operationEnvironment.writeManifest(operation.links)
      return
    case 'unlink':
      removeLink(operationEnvironment.svscanDirectory, operation.link)
      return
    case 'link':
      createLink(operationEnvironment.svscanDirectory, operation.link)
      return
    case 'command': {
      const outcome = await runCommand(operation).catch((error: unknown) => {
        if (error instanceof CommandKilled) operationEnvironment.ranCommand(error.outcome)
        throw error
      })
      operationEnvironment.ranCommand(outcome)
      return outcome
    }
    case 'signal':
      signalProcess(operation.process, operation.signal, operation.what)
      return
    case 'control':
      orderSupervise(operation.process, operation.orders, operation.what)
      return
    case 'hold':
      operationEnvironment.holds.add(holdReadproctitle(operation.process))
      return
    case 'release':
      releaseHolds(operationEnvironment.holds)
      return
    case 'start':
      await startApart(operation.launch)
      return
    // Nothing now: it says what takes the acts after it back.
    case 'undo-by':
      return
    case 'attach':
      await attach(operation)
      return
    case 'await-scan':
      await awaitScan(operation, operationEnvironment.checkInterrupted)
      return
    case 'drain':
      await drain(operation, operationEnvironment.checkInterrupted)
      return
    case 'save-unread-lines':
      saveUnreadLines(operation, operationEnvironment.unreadLines)
      return
    case 'clear-title':
      clearTitle(operation.process, operation.text)
      return
    case 'limit':
      await limitOpenFiles(operation, operationEnvironment.ranCommand)
      return
  }
}

/** After the last of several acts: links that were made or removed are on the disk. */
export function settle(operations: readonly Operation[], operationEnvironment: OperationEnvironment): void {
  if (operations.some(({ kind }) => kind === 'link' || kind === 'unlink'))
    syncDirectory(operationEnvironment.svscanDirectory)
}

export function releaseHolds(holds: Set<number>): void {
  for (const descriptor of holds) closeSync(descriptor)
  holds.clear()
}
