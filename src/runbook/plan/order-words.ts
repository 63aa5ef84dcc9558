import type { StandingOrder } from '../../system/service-record.js'
import { listed } from '../../text/list.js'

type Kind = StandingOrder['kind']

/** What one service does, as an order wants it; `none`: what svscan does with it. */
const states: Readonly<Record<Kind | 'none', string>> = {
  down: 'to stay down (svc -d, or svc -o that has ended)',
  once: 'told to run once (svc -o)',
  'by-hand': 'running although it is normally down (svc -u)',
  paused: 'paused (svc -p)',
  none: 'without an order of its own',
}

/** What the run keeps, for a header. */
export function keptWords(orders: readonly StandingOrder[]): string {
  const part = (kind: Kind, words: string) => {
    const names = orders.filter(order => order.kind === kind).map(({ name }) => name)
    return names.length === 0 ? [] : [`${words}: ${listed(names)}`]
  }
  return [
    ...part('down', 'stay down'),
    ...part('by-hand', 'run although normally down'),
    ...part('once', 'run once more (svc -o)'),
    ...part('paused', 'are paused again'),
  ].join('; ')
}

interface OrderOf {
  readonly name: string
  readonly kind: Kind
}

/** What people have ordered since, in words. */
export function orderChanges(before: readonly OrderOf[], now: readonly OrderOf[]): string[] {
  const was = new Map(before.map(({ name, kind }) => [name, kind]))
  const is = new Map(now.map(({ name, kind }) => [name, kind]))
  return [...new Set([...was.keys(), ...is.keys()])].flatMap(name => {
    const one = was.get(name) ?? 'none'
    const other = is.get(name) ?? 'none'
    return one === other ? [] : [`${name} was ${states[one]}, and is now ${states[other]}`]
  })
}
