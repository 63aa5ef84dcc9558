import type { Finding } from '../contract/finding.js'
import { age } from '../diagnosis/service-part.js'
import { splitTitle } from '../diagnosis/title.js'
import type { Process } from '../system/process.js'
import { withForeign } from '../system/relatives/separate-foreign.js'
import { isLive } from '../system/supervise-state.js'
import type { Supervise, System } from '../system/system.js'
import { excerpts, foldDots } from '../text/excerpt.js'
import { count } from '../text/list.js'
import { printable } from '../text/quote.js'
import { truncate, wrap } from '../text/wrap.js'
import type { CheckText } from './check-options.js'

/** If there are more services than this, the healthy ones are only counted. */
const foldAbove = 10

interface Drawing {
  readonly system: System
  readonly options: CheckText
  readonly notes: ReadonlyMap<number, readonly Finding[]>
  readonly supervises: ReadonlyMap<number, Supervise>
  /** Pids of supervises whose services are only counted. */
  readonly folded: ReadonlySet<number>
}

/** The processes of this svscan as in `ps -AHwefl`. Each supervise is beside its log. Sick lines are marked and explained. */
export function processTree(ours: System, findings: readonly Finding[], options: CheckText): string[] {
  const system = withForeign(ours)
  const notes = notesByPid(findings)
  const drawing: Drawing = {
    system,
    options,
    notes,
    supervises: new Map(system.supervises.map(supervise => [supervise.process.pid, supervise])),
    folded: foldedSupervises(system, findings, notes, options),
  }
  const roots = rootsOf(drawing)
  if (roots.length === 0) return ['(no daemontools process)']
  const title = `  S ${'USER'.padEnd(8)} ${'PID'.padStart(7)} ${'AGE'.padStart(9)}  COMMAND`
  const lines = [options.style.dim(title), ...roots.flatMap(root => draw(drawing, root, 0))]
  if (drawing.folded.size > 0) {
    const { size } = new Set([...drawing.folded].map(pid => drawing.supervises.get(pid)?.service))
    const folded =
      options.signOf !== undefined
        ? `${count(size, 'healthy service')} with the same processes`
        : options.services === null
          ? `${count(size, 'healthy service')} (--full shows ${size === 1 ? 'it' : 'them'})`
          : `${count(size, 'other service')} not shown`
    lines.push(options.style.dim(`  … and ${folded}`))
  }
  return lines
}

function notesByPid(findings: readonly Finding[]): Map<number, Finding[]> {
  const notes = new Map<number, Finding[]>()
  for (const finding of findings) {
    for (const pid of finding.pids) {
      const told = notes.get(pid)
      if (told === undefined) notes.set(pid, [finding])
      else told.push(finding)
    }
  }
  return notes
}

function foldedSupervises(
  system: System,
  findings: readonly Finding[],
  notes: ReadonlyMap<number, unknown>,
  { all, tree, services, signOf }: CheckText,
): Set<number> {
  if (services === null && (all || tree === 'all' || system.services.length <= foldAbove)) return new Set()
  const shown = new Set(findings.map(({ service }) => service))
  for (const { service, process, child } of system.supervises) {
    if ([process, child].some(each => each !== null && (signOf?.(each) ?? ' ') !== ' ')) shown.add(service)
  }
  return new Set(
    system.supervises
      .filter(({ service, process, child }) => {
        if (service === null) return false
        if (services !== null) return !services.has(service)
        return !shown.has(service) && !notes.has(process.pid) && !notes.has(child?.pid ?? 0)
      })
      .map(({ process }) => process.pid),
  )
}

/** svscanboot or svscan, supervises that are not children of svscan, and every other process that a finding names. */
function rootsOf({ system, notes, supervises }: Drawing): Process[] {
  const roots = new Map<number, Process>()
  for (const { svscanboot, process } of system.svscans) {
    const root = svscanboot ?? process
    roots.set(root.pid, root)
  }
  for (const scanner of system.foreignScanners) roots.set(scanner.pid, scanner)
  for (const { process, svscan } of supervises.values()) {
    if (svscan === null) roots.set(process.pid, process)
  }
  const drawn = new Set<number>()
  const queue = [...roots.keys()]
  for (let pid = queue.pop(); pid !== undefined; pid = queue.pop()) {
    if (drawn.has(pid)) continue
    drawn.add(pid)
    for (const child of system.children.get(pid) ?? []) queue.push(child.pid)
  }
  for (const pid of notes.keys()) {
    const process = system.processes.get(pid)
    if (process !== undefined && !drawn.has(pid) && !isBelow(notes, system, process)) roots.set(pid, process)
  }
  return [...roots.values()]
}

/** Whether it is below another process of the findings, and so is drawn with that one. */
function isBelow(told: ReadonlyMap<number, unknown>, { processes }: System, process: Process): boolean {
  // The table is not a snapshot of one instant: if a pid was used again, the parents may form a circle.
  const seen = new Set<number>()
  let { parent } = process
  while (!seen.has(parent)) {
    if (told.has(parent)) return true
    seen.add(parent)
    parent = processes.get(parent)?.parent ?? parent
  }
  return false
}

function draw(drawing: Drawing, process: Process, depth: number): string[] {
  if (drawing.folded.has(process.pid)) return []
  return [
    row(drawing, process, depth),
    ...explanation(drawing, process, depth),
    ...childrenOf(drawing, process).flatMap(child => draw(drawing, child, depth + 1)),
  ]
}

/** The supervise of each service, then its log, in the order of their start; zombies last. */
function childrenOf({ system, supervises }: Drawing, parent: Process): Process[] {
  const children = [...(system.children.get(parent.pid) ?? [])]
  const firstOf = new Map<string, number>()
  for (const { pid, startTime } of children) {
    const service = supervises.get(pid)?.service
    if (service == null) continue
    firstOf.set(service, Math.min(firstOf.get(service) ?? Number.POSITIVE_INFINITY, startTime))
  }
  const key = (process: Process): (number | string)[] => {
    const supervise = supervises.get(process.pid)
    const service = supervise?.service ?? ''
    return [
      isLive(process) ? 0 : 1,
      firstOf.get(service) ?? process.startTime,
      service,
      supervise?.role === 'log' ? 1 : 0,
      process.pid,
    ]
  }
  const keys = new Map(children.map(child => [child, key(child)]))
  return children.sort((a, b) => compare(keys.get(a) ?? [], keys.get(b) ?? []))
}

function compare(a: readonly (number | string)[], b: readonly (number | string)[]): number {
  for (const [index, left] of a.entries()) {
    const right = b[index] ?? 0
    if (left !== right) return left < right ? -1 : 1
  }
  return 0
}

function row({ system, options, notes }: Drawing, process: Process, depth: number): string {
  const { style, cut, users } = options
  const told = notes.get(process.pid) ?? []
  const user = process.uid < 0 ? '?' : (users.get(process.uid) ?? String(process.uid))
  const facts = `${process.state} ${truncate(user, 8).padEnd(8)} ${String(process.pid).padStart(7)} ${elapsed(age(system, process)).padStart(9)}  `
  const command = `${'  '.repeat(depth)}${commandOf(process, told.length > 0)}`
  const line = `${told.length > 0 ? '!' : (options.signOf?.(process) ?? ' ')} ${facts}${command}`
  const text = cut === null ? line : truncate(line, cut)
  if (told.length === 0) return text
  return told.some(({ severity }) => severity === 'critical') ? style.bad(text) : style.warn(text)
}

/** `explained`: the errors in readproctitle's title are listed below it. */
function commandOf(process: Process, explained: boolean): string {
  if (!isLive(process)) return `[${printable(process.command)}] <defunct>`
  const words = process.arguments
  if (words.length === 0) return `[${printable(process.command)}]`
  if (process.command === 'readproctitle' && splitTitle(words.at(-1) ?? '').length > 0) {
    return printable([...words.slice(0, -1), ...(explained ? [] : ['(of other services)'])].join(' '))
  }
  return foldDots(printable(words.join(' ')))
}

function explanation({ notes, options }: Drawing, process: Process, depth: number): string[] {
  // Below the command, where there is room for words beside it.
  const indent = ' '.repeat(options.columns < 60 ? 4 : 14 + 2 * Math.min(depth, 6))
  const told = new Map<string, number>()
  for (const text of (notes.get(process.pid) ?? []).flatMap(note)) told.set(text, (told.get(text) ?? 0) + 1)
  return [...told]
    .map(([text, times]) => (times === 1 ? text : `${text} (${times} times)`))
    .flatMap(text => wrap(text, options.columns, indent))
    .map(options.style.dim)
}

function note({ id, evidence, message }: Finding): readonly string[] {
  const { messages } = evidence
  if (id === 'readproctitle-errors' && typeof messages === 'object' && messages !== null)
    return excerpts(messages)
  return [`^ ${id}: ${message}`]
}

/** As ps's ELAPSED: [[days-]hours:]minutes:seconds. */
function elapsed(seconds: number): string {
  const whole = Math.floor(seconds)
  const two = (value: number) => String(value).padStart(2, '0')
  const days = Math.floor(whole / 86_400)
  const hours = Math.floor(whole / 3600) % 24
  const clock = `${two(Math.floor(whole / 60) % 60)}:${two(whole % 60)}`
  if (days > 0) return `${days}-${two(hours)}:${clock}`
  return hours > 0 ? `${two(hours)}:${clock}` : clock
}
