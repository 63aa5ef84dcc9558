import type { LeftOff, NumberedStep } from '../contract/open-run.js'
import { formatAge } from '../text/duration.js'
import { printable } from '../text/quote.js'

/** `reset, begun 12 min ago by rachel (sudo, uid 0)` */
export function begunWords({ runbook, begun, last }: LeftOff, now: number): string {
  const since = (from: number) => `${formatAge(Math.max(0, now - from))} ago`
  const first = `${printable(runbook)}, begun ${since(begun.from)} by ${begun.who}`
  if (last === begun) return first
  const taken = last.kind === 'restoring' ? 'svreset restore was begun' : 'resumed'
  return `${first}, ${taken} ${since(last.from)} by ${last.who}`
}

/** `was killed in step 8 of 14 (End svscan)` */
export function stoppedWords({ ended, step, stepEnded, of }: LeftOff): string {
  const how = ended === null ? 'was cut off (killed, or the machine went down)' : endings[ended]
  if (step === null) return how
  return `${how} ${stepEnded ? 'after' : 'in'} ${stepWords(step, of)}`
}

const endings = {
  done: 'ended',
  failed: 'failed',
  stopped: 'was stopped',
  refused: 'was refused',
} as const

/** `step 8 of 14 (End svscan)` */
export function stepWords({ name, number }: NumberedStep, of: number): string {
  return number === null ? `"${printable(name)}"` : `step ${number} of ${of} (${printable(name)})`
}
