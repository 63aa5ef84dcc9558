import type { Absence, KilledProcess, RunEffect, ServiceEffect, StepCounts } from '../contract/effect.js'
import { verdictOf } from '../contract/finding.js'
import { undoStepId } from '../contract/runbook.js'
import { decodeOrders, decodeSvc } from '../runbook/operations/orders.js'
import { factsOf } from '../runbook/operations/table.js'
import type { JournalEntry, ServiceChange } from './journal-entry.js'
import { statesIn, statesLater } from './part-states.js'

type Entry<E extends JournalEntry['event']> = Extract<JournalEntry, { event: E }>

/** What a run did to the services: a pure fold over its journal. null: it recorded nothing, so it did nothing. */
export function effectOf(run: string, entries: readonly JournalEntry[]): RunEffect | null {
  if (entries.length === 0) return null
  const first = entries.find(entry => entry.event === 'snapshot') ?? null
  const session = entries.slice(Math.max(0, entries.findLastIndex(isSession)))
  const last = session.find(entry => entry.event === 'ended') ?? null
  const closed = entries.findLast(entry => entry.event === 'closed')?.how
  const before = first?.findings ?? null
  return {
    run,
    ending: closed === 'undone' || closed === 'restored' ? closed : (last?.status ?? 'cut-off'),
    verdict: { before: before === null ? null : verdictOf(before), after: verdictAfter(last) },
    findings: { before, after: last?.findings ?? null },
    services: first === null ? [] : servicesOf(first, last, entries),
    killed: entries.flatMap(entry => (entry.event === 'intent' ? killedIn(entry) : [])),
    steps: countSteps(entries),
  }
}

type SessionEvent = 'started' | 'resumed' | 'restoring'

function isSession(entry: JournalEntry): entry is Entry<SessionEvent> {
  return entry.event === 'started' || entry.event === 'resumed' || entry.event === 'restoring'
}

/** Nobody is well whose links are out, whatever else there is to find. */
function verdictAfter(last: Entry<'ended'> | null): RunEffect['verdict']['after'] {
  if (last?.findings === undefined) return null
  return last.links === 'in-place' ? verdictOf(last.findings) : 'sick'
}

function servicesOf(
  { snapshot }: Entry<'snapshot'>,
  last: Entry<'ended'> | null,
  entries: readonly JournalEntry[],
): ServiceEffect[] {
  const before = statesIn(snapshot)
  const parts = before.map(({ part }) => part)
  const after = last === null ? null : statesLater(before, last.left)
  const changes = new Map(parts.map(({ name }) => [name, [] as ServiceChange[]]))
  for (const entry of entries) {
    if (entry.event !== 'services') continue
    for (const change of entry.changes) changes.get(change.name)?.push(change)
  }
  return before.map(({ part: { name, role }, state }) => ({
    ...{ name, role, before: state },
    after: after?.get(name) ?? null,
    absences: absencesOf(changes.get(name) ?? []),
  }))
}

function absencesOf(changes: readonly ServiceChange[]): Absence[] {
  const absences: Absence[] = []
  let gone: ServiceChange | null = null
  for (const change of changes) {
    if (change.process === null) gone ??= change
    else if (gone !== null) {
      absences.push({ from: gone.at, to: Math.max(gone.at, change.at), exact: gone.exact && change.exact })
      gone = null
    }
  }
  return gone === null ? absences : [...absences, { from: gone.at, to: null, exact: gone.exact }]
}

function killedIn({ step, operations }: Entry<'intent'>): KilledProcess[] {
  return operations.flatMap((operation): KilledProcess[] => {
    const { message, command } = factsOf(operation)
    const said = message?.(operation)
    if (said !== undefined && 'signal' in said)
      return said.signal === 'SIGKILL' ? [{ what: said.what, pid: said.process.pid, step }] : []
    if (said !== undefined)
      return decodeOrders(said.orders).kills ? [{ what: `the child of ${said.what}`, pid: null, step }] : []
    const svc = decodeSvc(command?.(operation).argv ?? [])
    if (svc?.orders.kills !== true) return []
    return [...svc.directories].map(directory => ({ what: `what ran in ${directory}`, pid: null, step }))
  })
}

/** By the last attempt at each. A restore has a runbook of its own: where it came last, its steps count, and no others. */
function countSteps(entries: readonly JournalEntry[]): StepCounts {
  const ends = new Map<string, keyof StepCounts>()
  let kind: SessionEvent = 'started'
  const last = entries.findLast(isSession)?.event
  const end = (step: string, how: keyof StepCounts) => {
    if ((kind === 'restoring') !== (last === 'restoring')) return
    if (step !== undoStepId && !(how === 'notReached' && ends.has(step))) ends.set(step, how)
  }
  for (const entry of entries) {
    if (isSession(entry)) {
      kind = entry.event
      for (const { id } of entry.steps ?? []) end(id, 'notReached')
    } else if (entry.event === 'intent') end(entry.step, 'cutOff')
    else if (entry.event === 'outcome') end(entry.step, entry.status)
  }
  const counts = { done: 0, unchanged: 0, skipped: 0, failed: 0, cutOff: 0, notReached: 0 }
  for (const how of ends.values()) counts[how] += 1
  return counts
}
