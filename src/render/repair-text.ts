import type { AdvisedNote, NotedFinding } from '../contract/effect.js'
import type { NotedOutcome } from '../contract/repair.js'
import type { Treatment } from '../repair/triage.js'
import { printable } from '../text/quote.js'
import type { Style } from '../text/style.js'
import { localLine } from '../text/tai64n.js'
import { wrap } from '../text/wrap.js'

export interface RepairText {
  readonly style: Style
  readonly width: number
  /** The last lines of the log of a service, if it has a log. */
  readonly logTail: (service: string) => readonly string[]
}

/** What happens to each finding, before anything is done: what is cured, what is left, and why. */
export function treatmentLines(treatments: readonly Treatment[], options: RepairText): string[] {
  const of = (...kinds: readonly Kind[]) => treatments.filter(each => kinds.includes(kindOf(each)))
  return [
    ...section('This repair cures:', of('cure'), options),
    ...section('Left to you:', of('person', 'command'), options),
    ...section('Needs a reset (svreset) now:', of('reset'), options),
    ...section('Needs a reset (svreset) at a quiet hour:', of('reset-later'), options),
    ...followers(of('follows'), options),
  ]
}

type Kind = Treatment['remedy']['kind'] | 'reset-later'

function kindOf({ remedy }: Treatment): Kind {
  return remedy.kind === 'reset' && !remedy.urgent ? 'reset-later' : remedy.kind
}

/** Up to this number of a kind, each is named; the others are counted. */
const named = 6

function section(title: string, treatments: readonly Treatment[], options: RepairText): string[] {
  if (treatments.length === 0) return []
  const groups = groupBy(treatments, ({ finding, remedy }) => JSON.stringify([finding.id, says(remedy)]))
  return ['', options.style.bold(title), ...[...groups.values()].flatMap(group => groupLines(group, options))]
}

/** Each message once, and then what happens to all of them. */
function groupLines(group: readonly Treatment[], options: RepairText): string[] {
  const { style, width } = options
  const [first] = group
  if (first === undefined) return []
  const { finding, remedy } = first
  const messages = [...groupBy(group, each => each.finding.message).entries()]
  const shown = messages.slice(0, named).flatMap(([message, { length }]) => {
    const times = length > 1 ? `${length} × ` : ''
    return wrap(`${times}${printable(message)} (${finding.id})`, width, '  ')
  })
  const more = messages.length - named
  return [
    ...shown,
    ...(more > 0 ? [`  and ${more} more of ${finding.id}`] : []),
    ...wrap(printable(says(remedy)), width, '    ').map(style.good),
    ...(remedy.kind === 'person' ? group.flatMap(each => logLines(each, options)) : []),
  ]
}

function groupBy<T>(all: readonly T[], key: (each: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const each of all) {
    const group = groups.get(key(each))
    if (group === undefined) groups.set(key(each), [each])
    else group.push(each)
  }
  return groups
}

function says(remedy: Treatment['remedy']): string {
  return remedy.kind === 'follows' ? '' : remedy.says
}

function logLines({ finding: { service } }: Treatment, { logTail }: RepairText): string[] {
  const tail = service === null ? [] : logTail(service)
  if (tail.length === 0) return []
  return ['    The last lines of its log:', ...tail.map(line => `      ${printable(localLine(line))}`)]
}

function followers(treatments: readonly Treatment[], { width }: RepairText): string[] {
  const ids = new Set(treatments.map(({ finding }) => finding.id))
  return ids.size === 0 ? [] : ['', ...wrap(`Cured with their causes: ${[...ids].join(', ')}`, width, '')]
}

/** What is cured, left and new: a word and what follows it. */
export function outcomeRows({ cured, left, fresh }: NotedOutcome): readonly (readonly [string, string])[] {
  return [
    ...(cured.length === 0 ? [] : [['cured', names(cured)] as const]),
    ...remaining('left', left),
    ...remaining('new', fresh),
  ]
}

/** Each kind of finding, and what to do about it. A cause stands for its consequences. */
function remaining(word: string, findings: readonly AdvisedNote[]): (readonly [string, string])[] {
  const groups = groupBy(causesOf(findings), ({ id, advice }) => `${id} ${advice}`)
  return [...groups.values()].map(group => [word, `${names(group)}: ${printable(group[0]?.advice ?? '')}`])
}

function causesOf<F extends NotedFinding>(findings: readonly F[]): readonly F[] {
  const causes = findings.filter(({ causedBy }) => causedBy === undefined)
  return causes.length > 0 ? causes : findings
}

function names(findings: readonly NotedFinding[]): string {
  const services = new Map<string, Set<string>>()
  for (const { id, service } of causesOf(findings)) {
    const known = services.get(id) ?? new Set<string>()
    services.set(id, known)
    if (service !== null) known.add(service)
  }
  return [...services].map(([id, its]) => printable(id) + list(its)).join(', ')
}

function list(services: ReadonlySet<string>): string {
  if (services.size === 0) return ''
  const shown = [...services].slice(0, named).map(printable).join(', ')
  return services.size > named ? ` (${shown} and ${services.size - named} more)` : ` (${shown})`
}
