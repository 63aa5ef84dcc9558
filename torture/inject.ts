import { readFileSync } from 'node:fs'
import type { Arena, Ended } from './arena.js'
import { linksOf } from './links.js'
import { candidates, type TracedFile, tracedFileOf } from './places.js'
import { isMutating, type LabelledCall, label, mutatingCalls, parseLog } from './strace-log.js'
import { type Subject, setScene } from './subjects.js'

/** Where a fault strikes: the nth call of this name on the main thread. */
export interface Point {
  readonly subject: Subject
  readonly label: string
  readonly call: string
  /** Only calls on this file count; null: all. */
  readonly place: TracedFile | null
  readonly nth: number
}

/** `signal=KILL`, `signal=TERM`, or `error=ENOSPC` and their like. */
export type Harm = string

const trace = ['-y', '-s', '200', '-e', `trace=${mutatingCalls.join(',')}`]

/** Counts: every call of the subject that changes something. Throws where one is made beside the main thread. */
export async function dryPass(arena: Arena, subject: Subject, log: string): Promise<Point[]> {
  await setScene(arena, subject)
  const { exitCode, stderr, stdout } = await traced(arena, subject, log, ['-f'], untilMainEnds)
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
  const own = calls.filter(({ thread }) => thread === main)
  return label(own).map((call): Point => {
    const place = tracedFileOf(call)
    // As strace -P counts: what only reads the file counts too.
    const there = own.filter(each => each.name === call.name && tracedFileOf(each) === place)
    const nth = place === null ? call.nth : there.findIndex(each => each.nth === call.nth) + 1
    return { subject, label: call.label, call: call.name, place, nth }
  })
}

export interface Struck {
  /** The links when the subject began. */
  readonly linksBefore: readonly string[]
  readonly ended: Ended
  /** The call that was hit; null: none, or one of the event loop's own. */
  readonly hit: LabelledCall | null
  /** Every call of this run that could have been hit, as far as it went. */
  readonly calls: readonly LabelledCall[]
}

/** Runs the subject with one fault. Only the main thread is traced: children are others' business. */
export async function strike(arena: Arena, point: Point, harm: Harm, log: string): Promise<Struck> {
  const { subject, call, nth, place } = point
  await setScene(arena, subject)
  const linksBefore = await linksOf(arena)
  const paths = place === null ? [] : await candidates(arena, place, outputFile(log))
  const options = [...paths.flatMap(path => ['-P', path]), '-e', `inject=${call}:${harm}:when=${nth}`]
  const ended = await traced(arena, subject, log, options)
  const text = readFileSync(log, 'utf8')
  const calls = label(parseLog(text))
  return { linksBefore, ended, hit: findHit(text, calls, harm), calls }
}

/** strace marks a call that it lets fail; a signal it shows behind the call that it was sent at. */
function findHit(text: string, calls: readonly LabelledCall[], harm: Harm): LabelledCall | null {
  const signal = harm.startsWith('signal=') ? harm.slice('signal='.length) : null
  if (signal === null) return calls.find(({ injected }) => injected) ?? null
  const end = text.search(new RegExp(`^(--- SIG${signal} |\\+\\+\\+ killed by SIG${signal} )`, 'm'))
  const last = end === -1 ? undefined : parseLog(text.slice(0, end)).at(-1)
  return calls.find(({ name, nth }) => name === last?.name && nth === last.nth) ?? null
}

/** What the subject has started apart goes on, and strace with it: it must not be waited for. */
const untilMainEnds = `
log=$1; shift
"$@" & tracer=$!
until [ -s "$log" ]; do sleep 0.02; done
main=$(sed -n '1s/ .*//p' "$log")
while code=$(sed -n "s/^$main *+++ exited with \\([0-9]*\\) +++$/\\1/p" "$log"); [ -z "$code" ]; do
  kill -0 $tracer 2>/dev/null || { wait $tracer; exit; }
  sleep 0.02
done
kill -s KILL $tracer # it blocks all others; what it traced goes on
exit "$code"`

function outputFile(log: string): string {
  return `${log}.out`
}

/** Its standard output goes to a file, whose name strace can be told. `how`: a script for sh that runs "$@". */
async function traced(
  arena: Arena,
  subject: Subject,
  log: string,
  options: readonly string[],
  how = 'shift; exec "$@"',
): Promise<Ended> {
  const strace = ['strace', '-o', log, ...trace, ...options, ...arena.selfPredictable, ...subject.argv]
  const ended = await arena.run(['sh', '-c', `exec >"$0"\n${how}`, outputFile(log), log, ...strace])
  return { ...ended, stdout: readFileSync(outputFile(log), 'utf8') }
}
