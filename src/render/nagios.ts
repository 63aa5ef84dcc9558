import { type Finding, type Verdict, verdictOf } from '../contract/finding.js'
import { serviceStates } from '../diagnosis/service-state.js'
import type { System } from '../system/system.js'
import { printable } from '../text/quote.js'

const words: Readonly<Record<Verdict, string>> = {
  happy: 'OK',
  warning: 'WARNING',
  sick: 'CRITICAL',
  unknown: 'UNKNOWN',
}

/** One line for a monitoring system: only the causes, then the performance data. */
export function nagiosLine(
  system: System,
  findings: readonly Finding[],
  services: ReadonlySet<string> | null,
): string {
  const states = serviceStates(system).filter(({ entry }) => services === null || services.has(entry.name))
  const up = states.filter(({ state }) => state === 'up').length
  const critical = findings.filter(({ severity }) => severity === 'critical').length
  const warning = findings.filter(({ severity }) => severity === 'warning').length
  const data = [`services=${states.length};;`, `up=${up};;`, `critical=${critical};;`, `warning=${warning};;`]
  return `SVRESET ${words[verdictOf(findings)]} - ${summary(findings, up, states.length)} | ${data.join(' ')}\n`
}

export function nagiosUnknown(message: string): string {
  return `SVRESET UNKNOWN - ${oneLine(message)}\n`
}

const shown = 5

function summary(findings: readonly Finding[], up: number, all: number): string {
  const causes = findings.filter(({ causedBy }) => causedBy === undefined)
  if (causes.length === 0) return `${up} of ${all} services up, nothing wrong`
  const rank = { critical: 0, unknown: 1, warning: 2 }
  const worst = [...causes].sort((a, b) => rank[a.severity] - rank[b.severity])
  const named = worst
    .slice(0, shown)
    .map(({ id, service }) => (service === null ? id : `${oneLine(service)}: ${id}`))
  const more = worst.length - named.length
  return [...named, ...(more > 0 ? [`${more} more`] : [])].join('; ')
}

/** A bar would start the performance data. */
function oneLine(text: string): string {
  return printable(text).replaceAll('|', '/')
}
