import type { RunEnd, RunEvent } from '../run/events.js'
import { printable } from './quote.js'

/** `812/1000 stopped, waiting for nginx`. */
export function waitingWords({ done, total, waitingFor }: Extract<RunEvent, { event: 'progress' }>): string {
  const names = waitingFor.slice(0, 3).map(printable).join(', ')
  const more = waitingFor.length > 3 ? ` and ${waitingFor.length - 3} more` : ''
  return `${done}/${total} done, waiting for ${names}${more}`
}

/** How it ended, where the links are, and what to do now. */
export function endLines({ status, manifest, links, next }: RunEnd): string[] {
  const how = { done: 'done', failed: 'FAILED', stopped: 'stopped', refused: 'refused' }[status]
  const where = {
    'in-place': 'all links are in place',
    removed: 'the links are removed',
    'partly-restored': 'some links are missing',
  }[links]
  return [
    `${how}: ${where}`,
    ...(manifest === null ? [] : [`manifest: ${printable(manifest)}`]),
    ...(next === '' ? [] : next.split('\n').map(line => `next: ${printable(line)}`)),
  ]
}
