import stringWidth from 'string-width'
import type { RehearsalJson, Span } from '../contract/schemas/rehearsal.js'
import { formatDuration } from '../text/duration.js'
import { count } from '../text/list.js'
import { printable } from '../text/quote.js'
import type { Style } from '../text/style.js'
import { textOf } from '../text/terminal-text.js'
import { wrap, wrapBeside } from '../text/wrap.js'

export interface RehearsalText {
  readonly style: Style
  readonly width: number
}

/** So many services have a line of their own. */
const mostShown = 10

/** What to expect of the run, for the person who is about to start it. */
export function rehearsalText(report: RehearsalJson, shown: RehearsalText): string {
  return textOf([
    ...headLines(report, shown),
    ...refusalLines(report, shown),
    ...brokenLines(report, shown),
    ...stepLines(report, shown),
    ...downtimeLines(report, shown),
    ...askLines(report, shown),
    ...listLines('Would be killed (SIGKILL)', report.killed, shown),
    ...listLines(
      'Would be left',
      report.left.map(({ message, advice }) => `${message}: ${advice}`),
      shown,
    ),
    ...listLines('Unknown, because the copy cannot show it', report.unknown, shown),
  ])
}

function headLines(report: RehearsalJson, { style, width }: RehearsalText): string[] {
  const { runbook, serviceDirectory, host, services, verdict } = report
  const what = `rehearsal of ${runbook} on a copy of ${printable(serviceDirectory)} on ${printable(host)}`
  const words = `${style.bold(verdictWords(report, style))}: ${what}, ${count(services, 'service')}: their programs are stand-ins`
  const health =
    verdict.before === null ? [] : [`  ${verdict.before} before, ${verdict.after ?? 'not known'} after`]
  return [...wrap(words, width, ''), ...health]
}

function verdictWords({ refusal, status, exitCode, broken }: RehearsalJson, { good, bad }: Style): string {
  if (refusal !== null) return bad('WOULD BE REFUSED')
  if (status === 'done' && exitCode === 0) return good('WOULD PASS')
  if (broken !== null && broken.attempts.length > 0)
    return broken.attempts.every(({ shape }) => shape) ? good('WOULD COME BACK') : bad('WOULD NOT COME BACK')
  return status === null ? bad('WOULD BE CUT OFF') : bad('WOULD FAIL')
}

function refusalLines({ refusal }: RehearsalJson, { width }: RehearsalText): string[] {
  if (refusal === null) return []
  const { message, reason, next } = refusal
  return [
    ...wrapBeside('  refused: ', printable(message), width),
    ...(reason === '' ? [] : wrapBeside('  reason: ', printable(reason), width)),
    ...(next === '' ? [] : wrapBeside('  mend before: ', printable(next), width)),
  ]
}

/** What happened to the run that was broken on purpose, and what each way out led to. */
function brokenLines({ broken, steps, status }: RehearsalJson, { style, width }: RehearsalText): string[] {
  if (broken === null) return []
  const { how, what, attempts } = broken
  const deed = {
    fail: `step ${what} failed in its middle`,
    kill: `svreset was killed in the middle of step ${what}`,
    hang: `${what} did not stop`,
  }[how]
  const isThere = how === 'hang' || steps.some(({ step }) => step === what)
  const ending = status === null ? 'the run was cut off' : `the run: ${status}`
  const words = isThere
    ? `${printable(deed)}; ${ending}`
    : `this run has no step ${printable(what)}; ${ending}`
  return [
    '',
    ...wrap(`${style.bold('Broken on purpose:')} ${words}`, width, ''),
    ...attempts.flatMap(({ command, shape, says }) =>
      wrapBeside(
        `  ${command}: `,
        `${shape ? style.good('back') : style.bad('NOT BACK')}, ${printable(says)}`,
        width,
      ),
    ),
  ]
}

function stepLines({ steps }: RehearsalJson, { style, width }: RehearsalText): string[] {
  if (steps.length === 0) return []
  const times = steps.map(step => timeWords(step))
  const room = Math.max(...times.map(time => stringWidth(time)))
  const lines = steps.flatMap((step, index) => {
    const number = `[${index + 1}/${steps.length}]`.padStart(String(steps.length).length * 2 + 3)
    const head = `  ${number} ${(times[index] ?? '').padStart(room)}  `
    const words = `${printable(step.name)}${step.why === '' ? '' : style.dim(` (${printable(step.why)})`)}`
    const error = step.error === null ? [] : [style.bad(`failed: ${printable(step.error)}`)]
    return [words, ...error].flatMap((text, line) =>
      wrapBeside(line === 0 ? head : ' '.repeat(head.length), text, width),
    )
  })
  return ['', style.bold('Steps, and how long each would take:'), ...lines]
}

function timeWords({ status, predicted }: RehearsalJson['steps'][number]): string {
  if (predicted === null) return status === 'cut-off' ? 'cut off' : 'not reached'
  if (status === 'skipped') return 'skipped'
  return formatDuration(predicted.ms)
}

function downtimeLines({ downtime, away }: RehearsalJson, { style, width }: RehearsalText): string[] {
  if (downtime === null) return ['', `${style.bold('Downtime:')} none`]
  const rows = away.slice(0, mostShown).map(({ service, predicted, why }) => {
    const time = predicted === null ? 'does not come back' : spanWords(predicted)
    return wrapBeside('  ', `${printable(service)} ${time} (${printable(why)})`, width)
  })
  const more = away.length - mostShown
  return [
    '',
    `${style.bold('Downtime in all:')} ${spanWords(downtime)}`,
    ...rows.flat(),
    ...(more > 0 ? [`  and ${count(more, 'more service')}, each shorter`] : []),
  ]
}

/** `4.1 s (3.6 s to 34 s)`. */
export function spanWords({ ms, leastMs, mostMs }: Span): string {
  const most = mostMs === null ? 'without end' : formatDuration(mostMs)
  return `${formatDuration(ms)} (${formatDuration(leastMs)} to ${most})`
}

function askLines({ steps }: RehearsalJson, { style, width }: RehearsalText): string[] {
  const asked = steps.filter(({ asks }) => asks !== false)
  if (asked.length === 0) return []
  const questions = asked.flatMap(({ asks }) => (typeof asks === 'string' ? [printable(asks)] : []))
  const words = `${style.bold('Would be asked:')} ${count(asked.length, 'confirmation')}, one before each step; --yes answers them`
  return ['', ...wrap(words, width, ''), ...questions.flatMap(text => wrapBeside('  - ', text, width))]
}

function listLines(title: string, items: readonly string[], { style, width }: RehearsalText): string[] {
  if (items.length === 0) return []
  return ['', style.bold(`${title}:`), ...items.flatMap(item => wrapBeside('  - ', printable(item), width))]
}
