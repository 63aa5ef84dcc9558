import { type Finding, type Verdict, verdictOf } from '../contract/finding.js'
import { serviceStates } from '../diagnosis/service-state.js'
import { unreadable } from '../findings/catalogue/unreadable.js'
import type { Advice } from '../repair/advice.js'
import type { System } from '../system/system.js'
import { count } from '../text/list.js'
import { printable } from '../text/quote.js'
import { countWords } from './check-text.js'

const words: Readonly<Record<Verdict, string>> = {
  happy: 'OK',
  warning: 'WARNING',
  sick: 'CRITICAL',
  unknown: 'UNKNOWN',
}

/** For a monitoring system: a sentence, the performance data, then a line for each cause and the command that cures them. */
export function nagiosText(
  system: System,
  { findings, command }: Advice,
  services: ReadonlySet<string> | null,
  ignored = 0,
): string {
  const causes = findings.filter(({ causedBy }) => causedBy === undefined).sort(worstFirst)
  // Whoever may not look is told so once.
  const hidden = system.self.uid === 0 ? [] : causes.filter(({ id }) => id === unreadable.id)
  const seen = causes.filter(cause => !hidden.includes(cause))
  const messages = [
    ...seen.map(({ message }) => message),
    ...(hidden.length === 0 ? [] : [`run it as root: ${count(hidden.length, 'thing')} cannot be read`]),
  ]
  const more = messages.length - 1
  const first = messages[0] === undefined ? '' : `: ${messages[0]}${more > 0 ? `, and ${more} more` : ''}`
  const aside = ignored === 0 ? '' : `; ${ignored} ignored`
  const sentence = oneLine(`${countWords(system, findings, services)}${first}${aside}`)
  const lines = [
    `SVRESET ${words[verdictOf(findings)]} - ${sentence} | ${performanceData(system, findings, services)}`,
    ...seen.slice(0, shown).map(cause => oneLine(`${cause.severity}: ${cause.message} (${cause.id})`)),
    ...(seen.length > shown ? [`and ${seen.length - shown} more`] : []),
    ...(hidden.length === 0 ? [] : [oneLine(`unknown: ${messages.at(-1)} (${unreadable.id})`)]),
    ...(command === null || seen.length === 0 ? [] : [oneLine(command)]),
  ]
  return lines.map(line => `${line}\n`).join('')
}

export function nagiosUnknown(message: string): string {
  return `SVRESET UNKNOWN - ${oneLine(message)}\n`
}

/** Lines. Nagios keeps 8 KiB. */
const shown = 20

const ranks = { critical: 0, unknown: 1, warning: 2 } as const

function worstFirst(a: Finding, b: Finding): number {
  return ranks[a.severity] - ranks[b.severity]
}

/** The same counts as in the text: what follows from a cause is counted apart. */
function performanceData(
  system: System,
  findings: readonly Finding[],
  services: ReadonlySet<string> | null,
): string {
  const states = serviceStates(system).filter(({ entry }) => services === null || services.has(entry.name))
  const logs = states.flatMap(({ log }) => log ?? [])
  const causes = (severity: Finding['severity']) =>
    findings.filter(each => each.severity === severity && each.causedBy === undefined).length
  const values = {
    services: states.length,
    up: states.filter(({ state }) => state === 'up').length,
    logs: logs.length,
    logs_up: logs.filter(({ state }) => state === 'up').length,
    critical: causes('critical'),
    warning: causes('warning'),
    unknown: causes('unknown'),
    consequences: findings.filter(({ causedBy }) => causedBy !== undefined).length,
  }
  return Object.entries(values)
    .map(([name, value]) => `${name}=${value};;`)
    .join(' ')
}

/** A bar would start the performance data. */
function oneLine(text: string): string {
  return printable(text).replaceAll('|', '/')
}
