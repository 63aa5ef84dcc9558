import type { Act } from '../contract/operation.js'
import type { Seen } from '../contract/snapshot.js'
import type { JournalRecord } from '../journal/journal.js'
import type { CommandResult, Damage, Deed, Ending, LinksOut, Session, StepStory, Story } from './history.js'

interface Told {
  /** In the order that they were written. */
  readonly records: readonly JournalRecord[]
  readonly damage: Damage
  readonly run: string
  readonly directory: string
}

/** A pure fold over the records. Where some of them are lost, the rest is told. */
export function tellStory({ records, damage, run, directory }: Told): Story {
  const telling = new Telling()
  for (const record of records) telling.hear(record, Date.parse(record.time))
  telling.cutOff()
  const { runbook, serviceDirectory, before, after, sessions, steps } = telling
  return {
    ...{ run, directory, damage, runbook, serviceDirectory, before, after },
    host: after?.host ?? before?.host ?? null,
    sessions: sessions.map(each => ({ ...each })),
    steps: steps.map(each => ({ ...each })),
    linksOut: telling.linksOut,
    ending: endingOf(telling),
  }
}

type Growing<T> = { -readonly [K in keyof T]: T[K] }
type GrowingStep = Growing<Omit<StepStory, 'deeds'>> & { readonly deeds: Deed[] }

/** What is known so far. Steps and sessions grow while it is told, and are handed over as values. */
class Telling {
  runbook: Story['runbook'] = null
  serviceDirectory: string | null = null
  before: Seen | null = null
  after: Seen | null = null
  linksOut: LinksOut | null = null
  closed: Extract<JournalRecord, { event: 'closed' }>['how'] | null = null
  readonly sessions: Growing<Session>[] = []
  readonly steps: GrowingStep[] = []
  readonly #names = new Map([['undo', 'Undo what was done']])
  #isOpen = false
  /** Commands of the open step whose results have not come yet. */
  #awaited: Growing<Deed>[] = []

  hear(record: JournalRecord, time: number): void {
    const session = this.sessions.at(-1)
    switch (record.event) {
      case 'started':
        this.runbook = record.runbook
        this.serviceDirectory = record.serviceDirectory.path
        this.#begin('started', record, time)
        break
      case 'resumed':
      case 'restoring':
        this.#begin(record.event, record, time)
        break
      case 'seen':
        this.before = record.seen
        break
      case 'intent':
        this.#intend(record.step, record.acts, time)
        break
      case 'command':
        this.#answer(record, time)
        break
      case 'outcome':
        this.#close(record, time)
        break
      case 'closed':
        this.closed = record.how
        // Undo says what it does, and that all is undone.
        if (record.how === 'undone' && this.#isOpen) this.#finish('done', time)
        break
      case 'ended': {
        const { status, exitCode, links, left } = record
        this.after = left
        // Undo that did not succeed says no more.
        if (this.#isOpen) this.#finish('failed', time)
        if (session !== undefined) session.end = { status, exitCode, links }
        break
      }
    }
    const now = this.sessions.at(-1)
    if (now !== undefined) now.to = time
  }

  /** Nobody goes on with the step that is open. */
  cutOff(): void {
    this.#isOpen = false
  }

  #begin(
    kind: Session['kind'],
    record: Extract<JournalRecord, { event: 'started' | 'resumed' | 'restoring' }>,
    time: number,
  ): void {
    this.cutOff()
    for (const { id, name } of record.steps ?? []) this.#names.set(id, name)
    const { operator, pid } = record
    this.sessions.push({ kind, operator, pid, from: time, to: time, end: null })
  }

  #intend(id: string, acts: readonly Act[], time: number): void {
    const step = this.#stepOf(id, time)
    for (const act of acts) {
      const deed = { act, result: null }
      step.deeds.push(deed)
      if (act.act === 'command') this.#awaited.push(deed)
    }
    if (acts.some(({ act }) => act === 'unlink')) {
      this.linksOut = { from: this.linksOut?.from ?? time, to: null }
    }
  }

  /** The intent has the whole command, the result only its first words. */
  #answer(record: Extract<JournalRecord, { event: 'command' }>, time: number): void {
    const { argv, exitCode, durationMs, output } = record
    const step = this.#stepOf(record.step, time)
    const result: CommandResult = { exitCode, durationMs, output }
    const index = this.#awaited.findIndex(({ act }) => act.act === 'command' && startsWith(act.argv, argv))
    const [deed] = index === -1 ? [] : this.#awaited.splice(index, 1)
    if (deed === undefined) step.deeds.push({ act: { act: 'command', argv, cwd: '/' }, result })
    else deed.result = result
  }

  #close(record: Extract<JournalRecord, { event: 'outcome' }>, time: number): void {
    const step = this.#stepOf(record.step, time)
    step.from = Math.min(step.from, time - record.durationMs)
    step.error = record.error ?? null
    this.#finish(record.status, time)
  }

  #finish(status: StepStory['status'], time: number): void {
    const step = this.steps.at(-1)
    if (step === undefined) return
    step.status = status
    step.to = time
    this.#isOpen = false
    const putBack = step.deeds.some(({ act }) => act.act === 'link')
    if (this.linksOut !== null && putBack && status === 'done') this.linksOut = { ...this.linksOut, to: time }
  }

  /** The attempt that is under way; a new one where none is. */
  #stepOf(id: string, time: number): GrowingStep {
    const last = this.steps.at(-1)
    if (this.#isOpen && last?.id === id) return last
    const session = Math.max(0, this.sessions.length - 1)
    const name = this.#names.get(id) ?? id
    const step: GrowingStep = {
      ...{ id, name, session, from: time, to: null },
      ...{ status: 'cut-off', error: null, deeds: [] },
    }
    this.steps.push(step)
    this.#isOpen = true
    this.#awaited = []
    return step
  }
}

function startsWith(argv: readonly string[], words: readonly string[]): boolean {
  return words.every((word, index) => argv[index] === word)
}

function endingOf({ closed, sessions, linksOut }: Telling): Ending {
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
      if (linksOut !== null) return { kind: 'unfinished', how: how ?? 'cut-off', missingNow: null }
      return { kind: how ?? 'cut-off' }
  }
}
