import type { Operation } from '../contract/operation.js'
import { factsOf, linkUses } from '../runbook/operations/table.js'
import type { RunHistory } from './history.js'

/** A service, as the operations of a run name it. */
export interface Subject {
  /** The name of its link. */
  readonly name: string
  /** Its directory and that of its log, and the same by way of the link. */
  readonly paths: ReadonlySet<string>
}

/** Whether a run has removed or made the link of a service, or has ordered or signalled something of it. Pure. */
export function touches({ steps, before }: RunHistory, { name, paths }: Subject): boolean {
  const supervises = (before?.processes ?? []).filter(
    ({ workingDirectory }) => workingDirectory !== null && paths.has(workingDirectory.path),
  )
  const parents = new Set(supervises.map(({ pid }) => pid))
  const pids = new Set(parents)
  for (const { pid, parent } of before?.processes ?? []) if (parents.has(parent)) pids.add(pid)
  const isMeant = (operation: Operation) => {
    const { command, message } = factsOf(operation)
    const called = command?.(operation)
    return (
      linkUses(operation).some(({ does, link }) => does !== 'note' && link.name === name) ||
      (called !== undefined && [called.cwd, ...called.argv].some(word => paths.has(word))) ||
      pids.has(message?.(operation).process.pid ?? 0)
    )
  }
  return steps.some(({ actions }) => actions.some(({ operation }) => isMeant(operation)))
}
