import {
  isAsBefore,
  isStillAway,
  type NotedFinding,
  type RunEffect,
  type ServiceEffect,
} from '../contract/effect.js'
import { runUnfinished } from '../findings/catalogue/run.js'
import { compare } from '../repair/outcome.js'
import { formatDuration } from '../text/duration.js'
import { count } from '../text/list.js'
import { printable, quote } from '../text/quote.js'
import { outcomeRows } from './repair-text.js'

/** One line of the effect, in the same words wherever it is shown. */
export interface EffectRow {
  readonly name: string
  readonly text: string
  readonly mood: 'good' | 'warn' | 'bad' | 'dim'
}

/** What a run did to the services, in a few rows. `stateDir`: only if it is not the default. `tell`: a point in time. */
export function effectRows(effect: RunEffect, stateDir?: string, tell = clock): EffectRow[] {
  return [
    verdictRow(effect),
    ...(effect.services.length === 0 ? [] : [servicesRow(effect), awayRow(effect, tell)]),
    killedRow(effect),
    ...findingRows(effect),
    stepsRow(effect),
    { name: 'report', text: reportCommand(effect.run, stateDir), mood: 'dim' },
  ]
}

function verdictRow({ verdict: { before, after } }: RunEffect): EffectRow {
  const mood = after === 'happy' ? 'good' : after === 'sick' ? 'bad' : 'warn'
  const text =
    before !== null && before === after
      ? `${before} before and after`
      : `${before ?? 'not known'} before, ${after ?? 'not known'} after`
  return { name: 'verdict', text, mood }
}

function servicesRow({ services }: RunEffect): EffectRow {
  const known = services.filter(({ after }) => after !== null)
  if (known.length === 0) return { name: 'services', text: 'nobody looked at the end', mood: 'warn' }
  const changed = known.filter(each => !isAsBefore(each))
  const own = known.filter(({ role }) => role === 'service')
  const same = own.filter(isAsBefore).length
  const words = changed.map(each => `${printable(each.name)} was ${each.before}, is ${each.after}`)
  const all =
    same === own.length
      ? `${count(own.length, 'service')} as before`
      : `${same} of ${own.length} services as before`
  return {
    name: 'services',
    text: [all, ...few(words)].join('; '),
    mood: words.length === 0 ? 'good' : 'bad',
  }
}

/** Only of services; a log that was away has lost no line. */
function awayRow({ services }: RunEffect, tell: (at: number) => string): EffectRow {
  const away = services.filter(
    each => each.role === 'service' && each.absences.some(({ to }) => to !== null || isStillAway(each)),
  )
  if (away.length === 0) return { name: 'away', text: 'no service', mood: 'good' }
  const open = away.filter(isStillAway)
  const back = away.filter(each => !isStillAway(each)).sort((a, b) => awayMs(b) - awayMs(a))
  const text = [
    ...few(back.map(each => `${printable(each.name)} ${awayWords(each)}`)),
    ...few(
      open.map(
        ({ name, absences }) => `${printable(name)} since ${tell(absences.at(-1)?.from ?? 0)}, not back yet`,
      ),
    ),
  ].join('; ')
  return { name: 'away', text: `${text} (${howMeasured})`, mood: open.length > 0 ? 'bad' : 'dim' }
}

const howMeasured = 'from the end of its process to the start of the next'

/** Milliseconds in all, as far as it came back. */
export function awayMs({ absences }: ServiceEffect): number {
  return absences.reduce((sum, { from, to }) => sum + (to === null ? 0 : to - from), 0)
}

/** `1.2 s`, `at most 1.2 s`, `1.2 s in 3 times`. */
export function awayWords(service: ServiceEffect): string {
  const { absences } = service
  const times = absences.length > 1 ? ` in ${absences.length} times` : ''
  return `${absences.every(({ exact }) => exact) ? '' : 'at most '}${formatDuration(awayMs(service))}${times}`
}

function killedRow({ killed }: RunEffect): EffectRow {
  if (killed.length === 0) return { name: 'SIGKILL', text: 'nothing', mood: 'good' }
  const words = killed.map(
    ({ what, pid, step }) =>
      `${printable(what)}${pid === null ? '' : `, pid ${pid}`} (step ${printable(step)})`,
  )
  return { name: 'SIGKILL', text: few(words).join('; '), mood: 'warn' }
}

/** What is cured, and what is left to a person. */
function findingRows({ findings: { before, after }, services }: RunEffect): EffectRow[] {
  if (after === null) return []
  const { cured, left, fresh } = compare(before ?? [], after)
  const outcome = {
    // What went together with its service is not cured.
    cured: services.some(isStillAway) ? [] : cured,
    left: left.filter(isOfItsOwn),
    fresh: fresh.filter(isOfItsOwn),
  }
  const rows = outcomeRows(outcome).map(
    ([name, text]): EffectRow => ({ name, text, mood: name === 'cured' ? 'good' : 'warn' }),
  )
  return after.length > 0 ? rows : [...rows, { name: 'left', text: 'nothing', mood: 'good' }]
}

/** What follows from the run itself goes when somebody finishes it. */
function isOfItsOwn({ causedBy }: NotedFinding): boolean {
  return causedBy !== runUnfinished.id
}

function stepsRow({ steps, ending }: RunEffect): EffectRow {
  const words: [number, string][] = [
    [steps.done, 'done'],
    [steps.unchanged, 'with nothing to do'],
    [steps.skipped, 'skipped'],
    [steps.failed, 'failed'],
    [steps.cutOff, 'cut off'],
    [steps.notReached, 'not reached'],
  ]
  const text = words.flatMap(([number, what]) => (number === 0 ? [] : [`${number} ${what}`])).join(', ')
  return {
    name: 'steps',
    text: ending === 'undone' ? `${text}; then undone` : text,
    mood: steps.failed + steps.cutOff > 0 ? 'bad' : 'dim',
  }
}

function reportCommand(run: string, stateDir: string | undefined): string {
  return `svreset runs ${run}${stateDir === undefined ? '' : ` --state-dir ${quote(stateDir)}`}`
}

/** Up to this number each has its words. */
const most = 6

function few(words: readonly string[]): string[] {
  return words.length <= most ? [...words] : [...words.slice(0, most), `${words.length - most} more`]
}

function clock(time: number): string {
  return `${new Date(time).toISOString().slice(11, 19)} UTC`
}
