import { closeSync } from 'node:fs'
import type { Act, LinkRecord } from '../../runbook/act.js'
import { syncDirectory } from '../record/state-directory.js'
import { type CommandOutcome, runCommand } from './commands.js'
import { createLink, removeLink } from './links.js'
import { holdReadproctitle, orderSupervise, signalProcess } from './processes.js'
import { startApart } from './start-apart.js'

/** What acts need of the run that they belong to. */
export interface Workshop {
  readonly serviceDirectory: string
  /** Writes manifest and restore.sh, durably. */
  record(links: readonly LinkRecord[]): void
  /** Descriptors of pipes that are held. */
  readonly holds: Set<number>
  ranCommand(outcome: CommandOutcome): void
}

/** Carries out one act. Each act is safe to repeat: one that has happened already does nothing. */
export async function carryOut(act: Act, workshop: Workshop): Promise<void> {
  switch (act.act) {
    case 'record':
      return workshop.record(act.links)
    case 'unlink':
      return removeLink(workshop.serviceDirectory, act.link)
    case 'link':
      return createLink(workshop.serviceDirectory, act.link)
    case 'command':
      return workshop.ranCommand(await runCommand(act.argv, act.cwd))
    case 'signal':
      return signalProcess(act.process, act.signal, act.what)
    case 'control':
      return orderSupervise(act.process, act.orders, act.what)
    case 'hold':
      workshop.holds.add(holdReadproctitle(act.process))
      return
    case 'release':
      return releaseHolds(workshop.holds)
    case 'start':
      return startApart(act.launch)
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
