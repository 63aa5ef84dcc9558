import { type AdvisedFinding, type Finding, type Verdict, verdictOf } from '../contract/finding.js'
import { describeRestart } from '../contract/restart.js'
import { type ServicePartState, serviceStates } from '../diagnosis/service-state.js'
import { runAtWork } from '../findings/catalogue/run.js'
import type { Advice } from '../repair/advice.js'
import { findRestarts } from '../restart/index.js'
import { isForeignGround } from '../system/relatives/ground.js'
import type { System } from '../system/system.js'
import { count } from '../text/list.js'
import { printable, quote } from '../text/quote.js'
import type { Style } from '../text/style.js'
import { textOf } from '../text/terminal-text.js'
import { wrap } from '../text/wrap.js'
import { findingLines } from './check-findings.js'
import type { CheckText } from './check-options.js'
import { processTree } from './process-tree.js'
import { type ServiceRecord, servicePage } from './service-page.js'
import { serviceTable } from './service-table.js'

/** The verdict, the services, the findings (causes first), and for what is sick the process tree. `record`: a page for its service. */
export function checkText(
  system: System,
  { findings, command }: Advice,
  options: CheckText,
  record: ServiceRecord | null = null,
): string {
  const told = findings.filter(other)
  const lines = [
    verdictLine(system, findings, options),
    ...workLines(findings, options),
    ...restartLines(system, options),
    ...orderLines(system, options),
    ...ignoredLines(options),
    ...(record === null ? tableSection(system, findings, options) : servicePage(system, record, options)),
    ...findingLines(told, options),
    ...(drawsTree(findings, options) ? ['', ...processTree(system, told, options)] : []),
    ...(command === null
      ? []
      : ['', ...wrap(printable(command), options.columns, '').map(options.style.bold)]),
  ]
  return textOf(lines)
}

/** Its first line, for a terminal of `width` columns. */
export function wrapVerdict(text: string, width: number): string {
  const end = text.indexOf('\n')
  return textOf(wrap(text.slice(0, end), width, '')) + text.slice(end + 1)
}

function drawsTree(findings: readonly Finding[], { tree }: CheckText): boolean {
  return tree === 'all' || (tree === 'sick' && findings.length > 0)
}

function tableSection(system: System, findings: readonly Finding[], options: CheckText): string[] {
  const table = serviceTable(system, findings, options)
  return table.length === 0 ? [] : ['', ...table]
}

/** Beside a run at work nothing else is told, so a line is enough. */
function workLines(findings: readonly AdvisedFinding[], { columns, style }: CheckText): string[] {
  const works = findings.filter(finding => !other(finding))
  return works.flatMap(({ message }) => wrap(printable(message), columns, '  ')).map(style.warn)
}

function other({ id }: Finding): boolean {
  return id !== runAtWork.id
}

/** What keeps svscan running, and the evidence for it. */
function restartLines(system: System, { columns, style }: CheckText): string[] {
  const restarts = isForeignGround(system) ? [] : findRestarts(system)
  if (restarts.length === 0) return []
  const words = restarts.map(describeRestart).join('; or ')
  const unclear = restarts.length > 1 ? 'unclear: ' : ''
  return wrap(printable(`restart: ${unclear}${words}`), columns, '  ').map(style.dim)
}

/** What this site has chosen not to count. Nobody may forget that it is there. */
export function ignoredLines({
  ignored = [],
  columns,
  style,
}: Pick<CheckText, 'ignored' | 'columns' | 'style'>): string[] {
  return ignored
    .map(({ finding: { id, service }, rule: { reason, until } }) => {
      const what = service === null ? id : `${id} (${quote(service)})`
      return `ignored until ${until}: ${what}: ${reason}`
    })
    .flatMap(note => wrap(printable(note), columns, '  '))
    .map(style.dim)
}

/** Of so many each is told. */
const orders = 8

/** What people have ordered, and what is no finding. */
function orderLines(system: System, { columns, style, services }: CheckText): string[] {
  const notes = serviceStates(system)
    .filter(({ entry }) => services?.has(entry.name) ?? true)
    .flatMap(({ entry, log, ...own }) => [
      ...noteOf(entry.name, own),
      ...(log === null ? [] : noteOf(`${entry.name}/log`, log)),
    ])
  const more = notes.length - orders
  const shown = [...notes.slice(0, orders), ...(more > 0 ? [`as ordered: and ${more} more like these`] : [])]
  return shown.flatMap(note => wrap(printable(note), columns, '  ')).map(style.dim)
}

function noteOf(name: string, { note, finishing }: Pick<ServicePartState, 'note' | 'finishing'>): string[] {
  return note === null ? [] : [`${finishing ? 'now' : 'as ordered'}: ${quote(name)} ${note}`]
}

export function verdictLine(
  system: System,
  findings: readonly Finding[],
  { style, services }: Pick<CheckText, 'style' | 'services'>,
): string {
  const verdict = verdictOf(findings)
  const where = `${quote(system.svscanDirectory.path)} on ${system.host}`
  return `${dress(verdict, style)(words[verdict])}: ${where}: ${countWords(system, findings, services)}`
}

/** `4 services, 3 up; 1 finding, 2 consequences`. */
export function countWords(
  system: System,
  findings: readonly Finding[],
  services: ReadonlySet<string> | null,
): string {
  const states = serviceStates(system).filter(({ entry }) => services?.has(entry.name) ?? true)
  const up = states.filter(({ state }) => state === 'up').length
  const out = states.filter(({ linked }) => !linked).length
  const without = out === 0 ? '' : `, ${out} without a link`
  return `${count(states.length, 'service')}, ${up} up${without}${tally(findings)}`
}

const words: Readonly<Record<Verdict, string>> = {
  happy: 'HAPPY',
  warning: 'WARNING',
  sick: 'SICK',
  unknown: 'CANNOT TELL',
}

function dress(verdict: Verdict, style: Style): (text: string) => string {
  const color = { happy: style.good, warning: style.warn, sick: style.bad, unknown: style.warn }[verdict]
  return text => style.bold(color(text))
}

function tally(findings: readonly Finding[]): string {
  if (findings.length === 0) return ', nothing wrong'
  const causes = findings.filter(({ causedBy }) => causedBy === undefined).length
  const rest = findings.length - causes
  return `; ${count(causes, 'finding')}${rest === 0 ? '' : `, ${count(rest, 'consequence')}`}`
}
