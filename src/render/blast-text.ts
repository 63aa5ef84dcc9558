import type { BlastRadius, Interruption } from '../contract/plan.js'
import { count } from '../text/list.js'
import { printable } from '../text/quote.js'

/** Of so many each is named. */
const named = 4

/** Who is interrupted, and for about how long; who is not. */
export function blastWords({ interrupted, untouched }: BlastRadius): string {
  if (interrupted.length === 0)
    return untouched.length === 0
      ? // What was stopped half-way, with its link out, may still run.
        'interrupts no service that is linked now'
      : `interrupts no service: ${runOn(untouched.length)}`
  const rest = untouched.length === 0 ? '' : `; ${runOn(untouched.length)}`
  return `interrupts ${groups(interrupted)}${rest}`
}

/** Those that are away for as long, together. */
function groups(interrupted: readonly Interruption[]): string {
  const byTime = new Map<string, string[]>()
  for (const each of interrupted) {
    const time = duration(each)
    byTime.set(time, [...(byTime.get(time) ?? []), each.service])
  }
  return [...byTime].map(([time, names]) => `${list(names)} (${time})`).join(' and ')
}

function duration({ least, most, why }: Interruption): string {
  if (most === null) return why
  return `${least} to ${most} s: ${why}`
}

function list(names: readonly string[]): string {
  if (names.length <= named) return names.map(printable).join(', ')
  return `${count(names.length, 'service')} (${names.slice(0, named).map(printable).join(', ')}, …)`
}

function runOn(number: number): string {
  return `${count(number, 'service')} ${number === 1 ? 'runs' : 'run'} on untouched`
}
