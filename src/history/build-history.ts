import type { Operation } from '../contract/operation.js'
import { undoStepId, undoStepName } from '../contract/runbook.js'
import type { Snapshot } from '../contract/snapshot.js'
import { effectOf } from '../journal/effect.js'
import type { JournalLine } from '../journal/journal-entry.js'
import { factsOf, linksBy } from '../runbook/operations/table.js'
import type {
  CommandResult,
  Damage,
  Ending,
  LinksOut,
  RunHistory,
  Session,
  StepAction,
  StepHistory,
} from './history.js'

interface ReadJournal {
  /** In the order of the journal. */
  readonly records: readonly JournalLine[]
  readonly damage: Damage
  readonly run: string
  readonly directory: string
  /** Without its effect, which a table does not show. */
  readonly brief?: boolean
}

/** A pure fold over the entries. If some are lost, the rest is still shown. */
export function buildHistory({ records, damage, run, directory, brief = false }: ReadJournal): RunHistory {
  const builder = new HistoryBuilder()
  for (const record of records) builder.hear(record, Date.parse(record.time))
  builder.cutOff()
  const { runbook, svscanDirectory, before, after, sessions, steps } = builder
  return {
    ...{ run, directory, damage, runbook, svscanDirectory, before, after },
    host: after?.host ?? before?.host ?? null,
    sessions: sessions.map(each => ({ ...each })),
    steps: steps.map(each => ({ ...each })),
    linksOut: builder.linksOut,
    effect: brief ? null : effectOf(run, records),
    ending: endingOf(builder),
  }
}

type Draft<T> = { -readonly [K in keyof T]: T[K] }
type StepDraft = Draft<Omit<StepHistory, 'actions'>> & { readonly actions: StepAction[] }

/** What is known so far. Steps and sessions grow during the fold, and are returned as values. */
class HistoryBuilder {
  runbook: RunHistory['runbook'] = null
  svscanDirectory: string | null = null
  before: Snapshot | null = null
  after: Snapshot | null = null
  linksOut: LinksOut | null = null
  closed: Extract<JournalLine, { event: 'closed' }>['how'] | null = null
  readonly sessions: Draft<Session>[] = []
  readonly steps: StepDraft[] = []
  readonly #names = new Map([[undoStepId, undoStepName]])
  readonly #ownNumbers = new Map<string, number>()
  #numbers = this.#ownNumbers
  #isOpen = false
  /** Commands of the open step whose results have not come yet. */
  #awaited: Draft<StepAction>[] = []

  hear(record: JournalLine, time: number): void {
    const session = this.sessions.at(-1)
    switch (record.event) {
      case 'started':
        this.runbook = record.runbook
        this.svscanDirectory = record.svscanDirectory.path
        this.#begin('started', record, time)
        break
      case 'resumed':
      case 'restoring':
        this.#begin(record.event, record, time)
        break
      case 'snapshot':
        this.before = record.snapshot
        break
      case 'intent':
        this.#intend(record.step, record.operations, time)
        break
      case 'command':
        this.#answer(record, time)
        break
      case 'outcome':
        this.#close(record, time)
        break
      case 'closed':
        this.closed = record.how
        // Undo reports what it does, and then that everything is undone.
        if (record.how === 'undone' && this.#isOpen) this.#finish('done', time)
        break
      case 'ended': {
        const { status, exitCode, links, left } = record
        this.after = left
        // A failed undo reports nothing more.
        if (this.#isOpen) this.#finish('failed', time)
        if (session !== undefined) session.end = { status, exitCode, links }
        break
      }
    }
    const now = this.sessions.at(-1)
    if (now !== undefined) now.to = time
  }

  /** Nobody continues the open step. */
  cutOff(): void {
    this.#isOpen = false
  }

  #begin(
    kind: Session['kind'],
    record: Extract<JournalLine, { event: 'started' | 'resumed' | 'restoring' }>,
    time: number,
  ): void {
    this.cutOff()
    // A restore has a runbook of its own. A resumed run keeps the numbers of its steps.
    this.#numbers = kind === 'restoring' ? new Map() : this.#ownNumbers
    for (const { id, name } of record.steps ?? []) {
      this.#names.set(id, name)
      if (!this.#numbers.has(id)) this.#numbers.set(id, this.#numbers.size + 1)
    }
    const { operator, pid, command = null, machine = null } = record
    this.sessions.push({ kind, operator, pid, command, machine, from: time, to: time, end: null })
  }

  #intend(id: string, operations: readonly Operation[], time: number): void {
    const step = this.#stepOf(id, time)
    for (const operation of operations) {
      const deed = { operation, result: null }
      step.actions.push(deed)
      if (isCommand(operation)) this.#awaited.push(deed)
    }
    if (operations.some(each => linksBy('remove', each).length > 0)) {
      this.linksOut = { from: this.linksOut?.from ?? time, to: null }
    }
  }

  /** The intent has the whole command, the result only its first words. */
  #answer(record: Extract<JournalLine, { event: 'command' }>, time: number): void {
    const { argv, exitCode, durationMs, output } = record
    const step = this.#stepOf(record.step, time)
    const result: CommandResult = { exitCode, durationMs, output }
    const index = this.#awaited.findIndex(({ operation }) =>
      startsWith(factsOf(operation).command?.(operation).argv ?? [], argv),
    )
    const [deed] = index === -1 ? [] : this.#awaited.splice(index, 1)
    if (deed === undefined) step.actions.push({ operation: { kind: 'command', argv, cwd: '/' }, result })
    else deed.result = result
  }

  #close(record: Extract<JournalLine, { event: 'outcome' }>, time: number): void {
    const step = this.#stepOf(record.step, time)
    step.from = Math.min(step.from, time - record.durationMs)
    step.error = record.error ?? null
    this.#finish(record.status, time)
  }

  #finish(status: StepHistory['status'], time: number): void {
    const step = this.steps.at(-1)
    if (step === undefined) return
    step.status = status
    step.to = time
    this.#isOpen = false
    const putBack = step.actions.some(({ operation }) => linksBy('make', operation).length > 0)
    if (this.linksOut !== null && putBack && status === 'done') this.linksOut = { ...this.linksOut, to: time }
  }

  /** The current attempt, or a new one. */
  #stepOf(id: string, time: number): StepDraft {
    const last = this.steps.at(-1)
    if (this.#isOpen && last?.id === id) return last
    const session = Math.max(0, this.sessions.length - 1)
    const name = this.#names.get(id) ?? id
    const step: StepDraft = {
      ...{ id, name, session, from: time, to: null },
      number: this.#numbers.get(id) ?? null,
      ...{ status: 'cut-off', error: null, actions: [] },
    }
    this.steps.push(step)
    this.#isOpen = true
    this.#awaited = []
    return step
  }
}

function isCommand(operation: Operation): boolean {
  return factsOf(operation).command !== undefined
}

function startsWith(argv: readonly string[], words: readonly string[]): boolean {
  return words.every((word, index) => argv[index] === word)
}

/** The last that was tried is an undo. */
function undoFailed(steps: readonly StepDraft[]): boolean {
  const last = steps.at(-1)
  return last !== undefined && last.id === undoStepId && last.status !== 'done'
}

function endingOf({ closed, sessions, steps, linksOut }: HistoryBuilder): Ending {
  const how = sessions.at(-1)?.end?.status ?? null
  switch (closed) {
    case 'undone':
    case 'restored':
      return { kind: closed }
    case 'done':
      return { kind: how ?? 'done' }
    case 'untouched':
      return { kind: how ?? 'stopped' }
    case null:
      if (linksOut !== null || undoFailed(steps))
        return { kind: 'unfinished', how: how ?? 'cut-off', missingNow: null }
      return { kind: how ?? 'cut-off' }
  }
}
