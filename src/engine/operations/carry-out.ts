import { closeSync } from 'node:fs'
import type { CommandOutcome } from '../../contract/command.js'
import type { Act } from '../../contract/operation.js'
import { syncDirectory } from '../../journal/state-directory.js'
import type { LinkRecord } from '../../system/link-record.js'
import { attach } from './attach.js'
import { CommandKilled, runCommand } from './commands.js'
import { drain } from './drain.js'
import { limitOpenFiles } from './limit.js'
import { createLink, removeLink } from './links.js'
import { holdReadproctitle, orderSupervise, signalProcess } from './processes.js'
import { type Keeping, salvage } from './save-unread-lines.js'
import { awaitScan } from './scan.js'
import { startApart } from './start-apart.js'
import { clearTitle } from './title.js'

/** What acts need of the run that they belong to. */
export interface Workshop {
  readonly serviceDirectory: string
  /** Writes manifest and restore.sh, durably. */
  record(links: readonly LinkRecord[]): void
  /** Descriptors of pipes that are held. */
  readonly holds: Set<number>
  ranCommand(outcome: CommandOutcome): void
  /** For what would be lost otherwise. */
  readonly keeping: Keeping
  /** Throws where the run is to stop: for acts that wait. */
  checkInterrupted(): void
}

/** Carries out one act. Each act of svreset's own is safe to repeat: one that has happened already does nothing. */
export async function carryOut(act: Act, workshop: Workshop): Promise<CommandOutcome | undefined> {
  switch (act.act) {
    case 'record':
      workshop.record(act.links)
      return
    case 'unlink':
      removeLink(workshop.serviceDirectory, act.link)
      return
    case 'link':
      createLink(workshop.serviceDirectory, act.link)
      return
    case 'command': {
      const outcome = await runCommand(act).catch((error: unknown) => {
        if (error instanceof CommandKilled) workshop.ranCommand(error.outcome)
        throw error
      })
      workshop.ranCommand(outcome)
      return outcome
    }
    case 'signal':
      signalProcess(act.process, act.signal, act.what)
      return
    case 'control':
      orderSupervise(act.process, act.orders, act.what)
      return
    case 'hold':
      workshop.holds.add(holdReadproctitle(act.process))
      return
    case 'release':
      releaseHolds(workshop.holds)
      return
    case 'start':
      await startApart(act.launch)
      return
    // Nothing now: it says what takes the acts after it back.
    case 'undo-by':
      return
    case 'attach':
      await attach(act)
      return
    case 'await-scan':
      await awaitScan(act, workshop.checkInterrupted)
      return
    case 'drain':
      await drain(act, workshop.checkInterrupted)
      return
    case 'salvage':
      salvage(act, workshop.keeping)
      return
    case 'clear-title':
      clearTitle(act.process, act.text)
      return
    case 'limit':
      await limitOpenFiles(act, workshop.ranCommand)
      return
  }
}

/** After the last of several acts: links that were made or removed are on the disk. */
export function settle(acts: readonly Act[], workshop: Workshop): void {
  if (acts.some(({ act }) => act === 'link' || act === 'unlink')) syncDirectory(workshop.serviceDirectory)
}

export function releaseHolds(holds: Set<number>): void {
  for (const descriptor of holds) closeSync(descriptor)
  holds.clear()
}
