import stringWidth from 'string-width'
import type { LastTime, RunEnd, RunEvent } from '../contract/events.js'
import { formatDuration, formatSpan } from '../text/duration.js'
import { listed } from '../text/list.js'
import { localClock } from '../text/local-time.js'
import { printable } from '../text/quote.js'
import { truncate } from '../text/wrap.js'
import { effectRows } from './effect-words.js'

type Progress = Extract<RunEvent, { event: 'progress' }>

/** `812/1000 after 12 s (last time 4.3 s), waiting for nginx`: the progress, the time, and what it waits for. */
export function waitingWords(progress: Progress, elapsed: number, last: LastTime | null) {
  const { step, waitingFor, next } = progress
  return `${howFar(progress)} after ${elapsedWords(elapsed, last?.took.get(step))}${leftWords(progress)}, waiting for ${whom(waitingFor)}${nextWords(next)}`
}

/**
 * The same in one line of at most `width` columns, after the name of the step. If there is no room for all of it, the
 * names of processes and of the step are cut, then the step is left out. The progress and the time stay.
 */
export function statusWords(
  name: string,
  progress: Progress | null,
  elapsed: number,
  took: number | undefined,
  width: number,
): string {
  const time = elapsedWords(elapsed, took)
  const withNext = `${time}${nextWords(progress?.next)}`
  const title = printable(name)
  if (progress === null) return truncate(`${truncate(title, width - time.length - 2)}: ${time}`, width)
  const head = `${howFar(progress)}${leftWords(progress)}, waiting for `
  const names = whom(progress.waitingFor)
  for (const end of [withNext, time]) {
    const whole = `${title}: ${head}${names}; ${end}`
    if (stringWidth(whole) <= width) return whole
    // What comes next matters more than the whole name of the step.
    const shorter = `${truncate(title, Math.floor(width / 4))}: ${head}${names}; ${end}`
    if (end !== time && stringWidth(shorter) <= width) return shorter
  }
  const room = width - head.length - time.length - 2
  const short = truncate(title, Math.floor(width / 4))
  const left = room - stringWidth(short) - 2
  if (left >= 10) return `${short}: ${head}${truncate(names, left)}; ${time}`
  if (room >= 10) return `${head}${truncate(names, room)}; ${time}`
  return truncate(`${elapsedWords(elapsed, undefined)}, ${head}${names}`, width)
}

/** `812/1000`; for what is done one after the other `done 3 of 300`. */
function howFar({ done, total, left }: Progress): string {
  return left === undefined ? `${done}/${total}` : `done ${done} of ${total}`
}

function leftWords({ left }: Progress): string {
  return left == null ? '' : `, about ${formatDuration(left)} left`
}

function whom(names: readonly string[]): string {
  const more = names.length > 3 ? ` and ${names.length - 3} more` : ''
  return `${names.slice(0, 3).map(printable).join(', ')}${more}`
}

/** `; at 30 s you are asked`. */
function nextWords(next: Progress['next']): string {
  if (next === undefined) return ''
  const does = { ask: 'you are asked', kill: 'it gets SIGKILL', fail: 'the step fails' }[next.does]
  return `; at ${formatSpan(next.after)} ${does}`
}

/** `12 s (last time 4.3 s)`. */
function elapsedWords(elapsed: number, took: number | undefined): string {
  const words = elapsed < 60_000 ? `${Math.floor(elapsed / 1000)} s` : formatDuration(elapsed)
  return took === undefined ? words : `${words} (last time ${formatDuration(took)})`
}

/** What the run did, how it ended, where the links are, and what to do now. */
export function endLines(
  { status, manifest, links, linksOut, next, effect }: RunEnd,
  stateDir?: string,
): string[] {
  const how = { done: 'done', failed: 'FAILED', stopped: 'stopped', refused: 'refused' }[status]
  const where = {
    'in-place': 'all links are in place',
    removed: 'the links are removed',
    'partly-restored': 'some links are missing',
  }[links]
  return [
    ...(effect === null
      ? []
      : effectRows(effect, stateDir, localClock).map(({ name, text }) => `${name}: ${text}`)),
    `${effect?.ending === 'undone' ? 'undone' : how}: ${where}`,
    ...(linksOut.length === 0 ? [] : [`links out: ${listed(linksOut.map(name => printable(name)))}`]),
    ...(manifest === null ? [] : [`manifest: ${printable(manifest)}`]),
    ...(next === '' ? [] : next.split('\n').map(line => `next: ${printable(line)}`)),
  ]
}
