import { readFileSync } from 'node:fs'
import type { Arena, Ended } from './arena.js'
import { isMutating, type LabelledCall, label, mutatingCalls, parseLog } from './strace-log.js'
import { type Subject, setScene } from './subjects.js'

/** Where a fault strikes: the nth call of this name on the main thread. */
export interface Point {
  readonly subject: Subject
  readonly label: string
  readonly call: string
  readonly nth: number
}

/** `signal=KILL`, or `error=ENOSPC` and its like. */
export type Harm = string

const trace = ['-y', '-s', '200', '-e', `trace=${mutatingCalls.join(',')}`]

/** Counts: every call of the subject that changes something. Throws where one is made beside the main thread. */
export async function dryPass(arena: Arena, subject: Subject, log: string): Promise<Point[]> {
  await setScene(arena, subject)
  const argv = ['strace', '-f', '-o', log, ...trace, ...arena.self, ...subject.argv]
  const { exitCode, stderr, stdout } = await arena.run(argv)
  if (exitCode !== 0) throw new Error(`${subject.name} fails untouched: ${exitCode}\n${stdout}${stderr}`)
  const text = readFileSync(log, 'utf8')
  const calls = parseLog(text)
  const main = calls[0]?.thread ?? 0
  const threads = new Set([...text.matchAll(/CLONE_THREAD.*= (\d+)$/gm)].map(([, id]) => Number(id)))
  const elsewhere = calls.find(call => threads.has(call.thread) && isMutating(call))
  if (elsewhere !== undefined)
    throw new Error(
      `made by a thread that strace without -f does not see: ${elsewhere.name}(${elsewhere.text}`,
    )
  return label(calls.filter(({ thread }) => thread === main)).map(({ label, name, nth }) => ({
    subject,
    label,
    call: name,
    nth,
  }))
}

export interface Struck {
  readonly ended: Ended
  /** The call that was hit; null: none, or one of the event loop's own. */
  readonly hit: LabelledCall | null
  /** Every call of this run, as far as it went. */
  readonly calls: readonly LabelledCall[]
}

/** Runs the subject with one fault. Only the main thread is traced: children are others' business. */
export async function strike(arena: Arena, point: Point, harm: Harm, log: string): Promise<Struck> {
  const { subject, call, nth } = point
  await setScene(arena, subject)
  const inject = `inject=${call}:${harm}:when=${nth}`
  const ended = await arena.run(['strace', '-o', log, ...trace, '-e', inject, ...arena.self, ...subject.argv])
  const all = parseLog(readFileSync(log, 'utf8'))
  const calls = label(all)
  const killed = harm.startsWith('signal=') && ended.exitCode !== 0
  const last = all.at(-1)
  const hit = killed
    ? calls.find(({ name, nth }) => name === last?.name && nth === last.nth)
    : calls.find(({ injected }) => injected)
  return { ended, hit: hit ?? null, calls }
}
