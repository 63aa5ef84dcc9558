import type { BlastRadius, Interruption } from '../contract/plan.js'
import { count } from '../text/list.js'
import { printable } from '../text/quote.js'

/** Up to this number, each service is named. */
const named = 4

/** Which services are interrupted, for about how long, and how many are not. */
export function blastWords({ interrupted, untouched }: BlastRadius): string {
  if (interrupted.length === 0)
    return untouched.length === 0
      ? // A service without a link, left by an interrupted run, may still run.
        'interrupts no service that has a link now'
      : `interrupts no service: ${keepRunning(untouched.length)}`
  const rest = untouched.length === 0 ? '' : `; ${keepRunning(untouched.length)}`
  return `interrupts ${groups(interrupted)}${rest}`
}

/** Services with the same time are in one group. */
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

function keepRunning(number: number): string {
  return `${count(number, 'service')} ${number === 1 ? 'keeps' : 'keep'} running`
}
