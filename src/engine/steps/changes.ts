import type { RunContext } from '../../contract/context.js'
import type { Operation } from '../../contract/operation.js'
import { linkChanges, linksBy } from '../../runbook/operations/table.js'
import type { Entry, System } from '../../system/system.js'

/** What its journal tells about an interrupted run. */
export interface InterruptedRun {
  /** Ids of the steps that are done. */
  readonly finished: ReadonlySet<string>
  /** Every operation that was recorded before it was done. */
  readonly done: readonly Operation[]
  /** Those that may or may not have happened, because the run died. */
  readonly undecided: readonly Operation[]
  /** Names of links that `svreset restore`, or an undo, has put back. */
  readonly putBack: ReadonlySet<string>
}

/** A difference in the svscan directory from what the run left. */
export interface LinkChange {
  readonly kind: 'back' | 'gone' | 'another' | 'new'
  readonly words: string
  /** The journal explains it: no person needs to be asked. */
  readonly own: boolean
}

/** Pure: compares the directory with what the run found, removed and put back. Operations that the run may have died before decide nothing. */
export function changesSince(
  { done, undecided, putBack }: InterruptedRun,
  { initial }: RunContext,
  now: System,
): LinkChange[] {
  const expected = entryStates(initial)
  const out = new Map<string, string>()
  for (const operation of done) {
    for (const { name, target } of linksBy('remove', operation)) {
      expected.delete(name)
      out.set(name, linkTo(target))
    }
    for (const { name, target } of linksBy('make', operation)) expected.set(name, linkTo(target))
  }
  const either = new Map<string, string>()
  for (const operation of undecided) {
    for (const { link } of linkChanges(operation)) either.set(link.name, linkTo(link.target))
  }
  const found = entryStates(now)
  return [...new Set([...expected.keys(), ...found.keys()])].flatMap((name): LinkChange[] => {
    const is = found.get(name)
    const was = expected.get(name)
    if (is === was || (either.has(name) && (is === undefined || is === either.get(name)))) return []
    if (is === undefined) return [{ kind: 'gone', words: `${name} is gone: it was ${was}`, own: false }]
    if (was !== undefined)
      return [{ kind: 'another', words: `${name} is now ${is}: it was ${was}`, own: false }]
    if (!out.has(name)) return [{ kind: 'new', words: `${name} is new: ${is}`, own: false }]
    return out.get(name) === is
      ? [{ kind: 'back', words: `${name} is back, although the run had removed it`, own: putBack.has(name) }]
      : [{ kind: 'another', words: `${name} is now ${is}: the run had removed ${out.get(name)}`, own: false }]
  })
}

/** Each name of the svscan directory, and what it is in words. */
export function entryStates({ entries }: Pick<System, 'entries'>): Map<string, string> {
  return new Map(entries.map(entry => [entry.name, stateOf(entry)]))
}

function stateOf({ kind, link }: Entry): string {
  if (link !== null) return linkTo(link.target)
  return kind === 'directory' ? 'a directory' : 'a file'
}

export function linkTo(target: string): string {
  return `a link to ${target}`
}
