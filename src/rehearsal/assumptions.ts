import type { StandIn } from '../drill/copy/order.js'
import { plainStandIn } from '../drill/copy/stand-in.js'
import { ExitCode, UserError } from '../errors.js'
import { parseDuration } from '../text/duration.js'
import { quote } from '../text/quote.js'

/** What the operator knows of one service, or of all (`*`). */
export interface Assumption {
  readonly name: string
  readonly behaviour: Partial<StandIn>
}

const longest = 3_600_000

/** `nginx=stop:12s,children:2`. Throws a UserError. Pure. */
export function parseAssumption(text: string): Assumption {
  const at = text.lastIndexOf('=')
  if (at < 1) throw refuse(text, 'it must have the form SERVICE=BEHAVIOUR')
  const words = text.slice(at + 1).split(',')
  const behaviour = Object.assign({}, ...words.map(word => behaviourOf(word, text))) as Partial<StandIn>
  return { name: text.slice(0, at), behaviour }
}

function behaviourOf(word: string, text: string): Partial<StandIn> {
  const [key = '', value] = word.split(':')
  if (key === 'ignores-term' && value === undefined) return { ignoresTerm: true }
  if (key === 'partial-line' && value === undefined) return { partialLine: true }
  if (key === 'stop' && value !== undefined) {
    const stopMs = parseDuration(value)
    if (stopMs === null || stopMs > longest)
      throw refuse(text, `${quote(value)} is no duration of at most an hour, such as 12s`)
    return { stopMs }
  }
  if (key === 'children' && /^\d{1,2}$/.test(value ?? '')) return { children: Number(value) }
  throw refuse(
    text,
    `${quote(word)} is none of stop:DURATION, ignores-term, children:N (0 to 99), partial-line`,
  )
}

function refuse(text: string, reason: string): UserError {
  return new UserError(ExitCode.usage, `unable to assume ${quote(text)}`, {
    reason,
    next: "for example --assume nginx=stop:12s, --assume '*=stop:1s', --assume tinydns=ignores-term",
  })
}

/** The last one that names the service wins over the last one for all. */
export function assumedFor(name: string, assumptions: readonly Assumption[]): Partial<StandIn> {
  const of = (wanted: string) =>
    assumptions.filter(each => each.name === wanted).map(({ behaviour }) => behaviour)
  return Object.assign({}, ...of('*'), ...of(name)) as Partial<StandIn>
}

export function standInWith(...behaviours: readonly Partial<StandIn>[]): StandIn {
  return Object.assign({}, plainStandIn, ...behaviours) as StandIn
}
