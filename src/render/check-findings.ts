import type { AdvisedFinding, Evidence, Finding, Severity } from '../contract/finding.js'
import { excerpt, excerpts } from '../text/excerpt.js'
import { withLocalTimes } from '../text/local-time.js'
import { printable, quote } from '../text/quote.js'
import type { Style } from '../text/style.js'
import { localLine } from '../text/tai64n.js'
import { wrap } from '../text/wrap.js'
import type { CheckText } from './check-options.js'

/** Up to this number of a kind, each is named; the others are counted. */
const named = 8

/** Up to this number of a kind, each is shown with its evidence. */
const apart = 3

/** The causes, each kind together, then their consequences. */
export function findingLines(findings: readonly AdvisedFinding[], options: CheckText): string[] {
  const lines: string[] = []
  const causes = findings.filter(({ causedBy }) => causedBy === undefined)
  const consequences = findings.filter(({ causedBy }) => causedBy !== undefined)
  for (const group of groupsOf(causes)) lines.push('', ...groupLines(group, options))
  if (consequences.length > 0) lines.push('', options.style.bold('Consequences:'))
  for (const group of groupsOf(consequences)) lines.push(...together(group, options.columns))
  return lines
}

type Group = readonly [AdvisedFinding, ...AdvisedFinding[]]

function groupsOf(findings: readonly AdvisedFinding[]): Group[] {
  const groups = new Map<string, [AdvisedFinding, ...AdvisedFinding[]]>()
  for (const finding of findings) {
    const key = JSON.stringify([finding.id, finding.causedBy ?? null, finding.severity])
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [finding])
    else group.push(finding)
  }
  return [...groups.values()]
}

function groupLines(group: Group, options: CheckText): string[] {
  const [first] = group
  const { style, columns } = options
  const head = `${severityWord(first.severity, style)} ${style.bold(first.id)}`
  const body =
    group.length <= apart ? group.flatMap(finding => alone(finding, columns)) : together(group, columns)
  return [head, ...body, ...adviceLines(group, columns)]
}

function adviceLines(group: Group, columns: number): string[] {
  const advice = [...new Set(group.map(each => each.advice))]
  const lines = advice.slice(0, apart).flatMap(each => wrap(`do: ${printable(each)}`, columns, '  '))
  const more = advice.length - apart
  if (more <= 0) return lines
  const byService = showsAllOfOne(group) ? 'svreset check SERVICE shows those of one service, ' : ''
  const words = `and ${more} more ${more === 1 ? 'remedy' : 'remedies'}: ${byService}svreset check --json shows all`
  return [...lines, ...wrap(words, columns, '  ')]
}

/** Whether a check of one service would show everything that is left out here. */
function showsAllOfOne(group: Group): boolean {
  const services = group.map(({ service }) => service)
  return services.every(
    service => service !== null && services.filter(other => other === service).length <= apart,
  )
}

function alone(finding: Finding, columns: number): string[] {
  return [...wrap(`${finding.message}.`, columns, '  '), ...evidenceLines(finding, columns)]
}

function together(group: Group, columns: number): string[] {
  const shown = group.slice(0, named)
  const lines = shown.flatMap(finding => bullet(briefly(finding), columns))
  const more = group.length - shown.length
  return more === 0 ? lines : [...lines, `  - and ${more} more like these`]
}

function briefly(finding: Finding): string {
  const id = finding.causedBy === undefined ? '' : `${finding.id}: `
  return `${id}${finding.message}${pidsText(finding)}`
}

function bullet(text: string, columns: number): string[] {
  const [first = '', ...rest] = wrap(text, columns, '    ')
  return [`  - ${first.trimStart()}`, ...rest]
}

function pidsText({ pids }: Finding): string {
  if (pids.length === 0) return ''
  return pids.length > 6 ? ` (${pids.length} processes)` : ` (pid ${pids.join(', ')})`
}

const mostPids = 12

function evidenceLines({ evidence, pids }: Finding, columns: number): string[] {
  const lines: string[] = []
  const more = pids.length > mostPids ? ` and ${pids.length - mostPids} more` : ''
  if (pids.length > 0)
    lines.push(...wrap(`pid: ${pids.slice(0, mostPids).join(', ')}${more}`, columns, '    '))
  for (const [key, value] of Object.entries(evidence)) lines.push(...evidenceLine(key, value, columns))
  return lines
}

function evidenceLine(key: string, value: Evidence[string], columns: number): string[] {
  if (value === null || (typeof value !== 'string' && typeof value === 'object' && value.length === 0))
    return []
  if (typeof value !== 'object')
    return wrap(`${words(key)}: ${withLocalTimes(excerpt(String(value))) || quote('')}`, columns, '    ')
  return [
    `    ${words(key)}:`,
    ...excerpts(value.map(localLine)).flatMap(item => wrap(item, columns, '      ')),
  ]
}

/** `startedAs` → `started as` */
function words(key: string): string {
  return key.replace(/[A-Z]/g, letter => ` ${letter.toLowerCase()}`)
}

function severityWord(severity: Severity, style: Style): string {
  if (severity === 'critical') return style.bad('critical')
  return style.warn(severity)
}
