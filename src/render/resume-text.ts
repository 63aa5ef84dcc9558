import type { Resumption } from '../contract/plan.js'
import { begunWords, stoppedWords } from '../diagnosis/run-words.js'
import { printable } from '../text/quote.js'
import { wrap } from '../text/wrap.js'

/** Which run goes on: who began it, when, where it stopped, what is done, and what has changed since. */
export function resumeLines(
  { run, leftOff, before, changes }: Resumption,
  width: number,
  now = Date.now(),
): string[] {
  const again = leftOff.done.flatMap(({ number }) => (number !== null && number > before ? [number] : []))
  return [
    `resumes run ${run}: ${begunWords(leftOff, now)}; it ${stoppedWords(leftOff)}`,
    `${doneWords(before)}; it goes on with step ${before + 1} of ${leftOff.of}`,
    ...(again.length === 0 ? [] : [`done once more, as somebody has reversed it: ${steps(again)}`]),
    ...(changes.length === 0
      ? ['since then: nothing else has changed in the svscan directory']
      : changes.map(change => `since then: ${printable(change)}`)),
  ].flatMap(line => wrap(line, width, '  '))
}

function doneWords(before: number): string {
  if (before === 0) return 'done: no step'
  return before === 1 ? 'done: step 1' : `done: steps 1 to ${before}`
}

function steps(numbers: readonly number[]): string {
  return `${numbers.length === 1 ? 'step' : 'steps'} ${[...numbers].sort((a, b) => a - b).join(', ')}`
}
