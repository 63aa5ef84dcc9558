import type { RunContext } from '../../contract/context.js'
import type { Operation } from '../../contract/operation.js'
import { linkChanges, linksBy } from '../../runbook/operations/table.js'
import type { Entry, System } from '../../system/system.js'

/** What of an interrupted run its journal tells. */
export interface InterruptedRun {
  /** Ids of the steps that are done. */
  readonly finished: ReadonlySet<string>
  /** Every act that was announced. */
  readonly done: readonly Operation[]
  /** Those of them that the run may have died before. */
  readonly undecided: readonly Operation[]
  /** Names of links that `svreset restore`, or an undo, has put back. */
  readonly putBack: ReadonlySet<string>
}

/** Something in the service directory that is not as the run has left it. */
export interface LinkChange {
  readonly kind: 'back' | 'gone' | 'another' | 'new'
  readonly words: string
  /** The journal tells of it: no person needs to be asked. */
  readonly own: boolean
}

/** Pure: what is there against what the run found, removed and put back. What it may have died before decides nothing. */
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
      return [{ kind: 'another', words: `${name} is ${is} now: it was ${was}`, own: false }]
    if (!out.has(name)) return [{ kind: 'new', words: `${name} is new: ${is}`, own: false }]
    return out.get(name) === is
      ? [{ kind: 'back', words: `${name} is back, though the run had removed it`, own: putBack.has(name) }]
      : [{ kind: 'another', words: `${name} is ${is} now: the run had removed ${out.get(name)}`, own: false }]
  })
}

/** What each name of the service directory is, in words. */
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
