import stringWidth from 'string-width'
import type { Finding } from '../contract/finding.js'
import { type ServicePartState, type ServiceState, serviceStates } from '../diagnosis/service-state.js'
import type { System } from '../system/system.js'
import { count } from '../text/list.js'
import { localSince } from '../text/local-time.js'
import { printable, quote } from '../text/quote.js'
import { truncate, wrap } from '../text/wrap.js'
import type { CheckText } from './check-options.js'

/** Of more services than this, only those that a person should look at are shown. */
const foldAbove = 20

/** A name is not cut below this: then each service gets lines of its own. */
const shortest = 12

/** The services in the order of their names: what svstat says of each, and what a person has to know beside it. */
export function serviceTable(
  system: System,
  findings: readonly Pick<Finding, 'service'>[],
  options: Pick<CheckText, 'style' | 'columns' | 'cut' | 'services' | 'all'>,
): string[] {
  const { style, services, all, cut } = options
  const sick = new Set(findings.map(({ service }) => service))
  const states = serviceStates(system).filter(({ entry }) => services?.has(entry.name) ?? true)
  if (states.length === 0) return []
  const fold = !all && states.length > foldAbove
  const noted = fold ? states.filter(state => sick.has(state.entry.name) || !isPlain(state)) : states
  const shown = fold ? noted.slice(0, foldAbove) : noted
  const rows = shown.map(state => cells(state, system))
  const lines = cut === null || fits(rows, cut) ? tableLines(rows, cut) : null
  const dress = (line: string, at: number) =>
    sick.has(shown[at]?.entry.name ?? '') ? style.bad(`! ${line}`) : `  ${line}`
  return [
    ...(lines === null || rows.length === 0 ? [] : [style.dim(`  ${lines.head}`)]),
    ...(lines === null
      ? rows.flatMap((row, at) => hanging(inWords(row), options.columns, text => dress(text, at)))
      : lines.body.map(dress)),
    ...restLines(states.length - noted.length, noted.length - shown.length).map(style.dim),
  ]
}

/** Up, and nobody has ordered anything else. */
function isPlain({ log, linked, ...own }: ServiceState): boolean {
  const plain = ({ state, want, paused, normally }: ServicePartState) =>
    state === 'up' && want === null && !paused && normally === 'up'
  return linked && plain(own) && (log === null || plain(log))
}

function restLines(plain: number, more: number): string[] {
  return [
    ...(more === 0 ? [] : [`  … and ${more} more like these (--full shows them)`]),
    ...(plain === 0 ? [] : [`  … and ${count(plain, 'service')} up, as wanted (--full shows them)`]),
  ]
}

const head = ['SERVICE', 'STATE', 'SINCE', 'WANTED', 'NORMALLY', 'PID', 'LOG'] as const

type Row = readonly [name: string, ...rest: string[]]

function cells({ entry, log, ...own }: ServiceState, { time: now, blind }: System): Row {
  const { seconds, want, normally, pid, supervise } = own
  return [
    printable(quote(entry.name)),
    stateWords(own, blind),
    seconds === null ? '-' : localSince(now - seconds * 1000, now),
    want ?? '-',
    supervise === null ? '-' : normally,
    pid === null ? '-' : String(pid),
    log === null ? '-' : stateWords(log, blind),
  ]
}

/** `up`, `up, paused`, `no supervise`; `?` where somebody's processes are hidden. */
export function stateWords({ state, paused }: ServicePartState, blind: boolean): string {
  if (state === 'unsupervised') return blind ? '?' : 'no supervise'
  return `${state}${paused ? ', paused' : ''}`
}

const between = 2

/** Without the name. */
function widthsOf(rows: readonly Row[]): number[] {
  return head
    .slice(1)
    .map((title, at) => Math.max(title.length, ...rows.map(row => row[at + 1]?.length ?? 0)))
}

function fits(rows: readonly Row[], cut: number): boolean {
  return roomForNames(widthsOf(rows), cut) >= Math.min(shortest, widest(rows))
}

function roomForNames(widths: readonly number[], cut: number): number {
  return cut - between - widths.reduce((sum, width) => sum + width + between, 0)
}

function widest(rows: readonly Row[]): number {
  return Math.max(...[head, ...rows].map(([name]) => stringWidth(name)))
}

function tableLines(rows: readonly Row[], cut: number | null) {
  const widths = widthsOf(rows)
  const room = cut === null ? widest(rows) : Math.min(widest(rows), roomForNames(widths, cut))
  const line = ([name, ...rest]: Row) => {
    const short = truncate(name, room)
    const padded = short + ' '.repeat(Math.max(0, room - stringWidth(short)))
    return [padded, ...rest.map((cell, at) => cell.padEnd(widths[at] ?? 0))].join('  ').trimEnd()
  }
  return { head: line(head), body: rows.map(line) }
}

/** `dress` gives the first line its margin. */
function hanging(text: string, columns: number, dress: (text: string) => string): string[] {
  const [first = '', ...rest] = wrap(text, columns, '    ')
  return [dress(first.trimStart()), ...rest]
}

/** For a terminal that is too narrow for the table. */
function inWords([name, state, since, want, normally, pid, log]: Row): string {
  return [
    `${name}: ${state}${since === '-' ? '' : ` since ${since}`}`,
    ...(want === '-' ? [] : [`wanted ${want}`]),
    ...(normally === 'down' ? ['normally down'] : []),
    ...(pid === '-' ? [] : [`pid ${pid}`]),
    ...(log === '-' ? [] : [`log ${log}`]),
  ].join(', ')
}
