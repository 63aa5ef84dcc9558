import type { RunContext } from '../contract/context.js'
import type { Plan, PlannedStep } from '../contract/plan.js'
import { operationLines } from '../runbook/operations/table.js'
import { keptWords } from '../runbook/plan/order-words.js'
import { stopsThings } from '../runbook/plan/plan.js'
import { hasNothingToDo, sumOf } from '../runbook/plan/plan-sum.js'
import { withForeign } from '../system/relatives/separate-foreign.js'
import { count } from '../text/list.js'
import { printable, quote } from '../text/quote.js'
import type { Style } from '../text/style.js'
import { wrap } from '../text/wrap.js'
import { blastWords } from './blast-text.js'
import { killWords } from './kill-words.js'
import { resumeLines } from './resume-text.js'
import { foldedOperationLines, undoWords } from './run-step.js'
import { subjects } from './step-evidence.js'

export interface TextOptions {
  readonly style: Style
  readonly width: number
  /** Show every command in full. */
  readonly verbose: boolean
}

/** What the run is about, in two or three lines. */
export function headerLines(plan: Plan, context: RunContext, { style, width }: TextOptions): string[] {
  const { links, restart } = context
  const initial = withForeign(context.initial)
  const { resumes } = plan
  const down = initial.supervises.length
  const [scanner] = [...initial.svscans.map(({ process }) => process), ...initial.foreignScanners]
  return [
    ...wrap(`${plan.runbook.title}: ${quote(plan.svscanDirectory)} on ${initial.host}`, width, '').map(
      style.bold,
    ),
    ...(resumes === null ? [] : resumeLines(resumes, width)),
    ...wrap(
      `${resumes === null ? '' : 'it found '}${count(links.length, 'link')}, ${count(initial.services.length, 'service')}, ${count(down, 'supervise process', 'supervise processes')}; ` +
        (scanner === undefined
          ? 'no svscan'
          : `${scanner.command} ${resumes === null ? 'has' : 'had'} pid ${scanner.pid}`),
      width,
      '  ',
    ),
    ...(plan.orders.length === 0 ? [] : wrap(`orders: ${keptWords(plan.orders)}`, width, '  ')),
    ...(plan.restarts ? wrap(`restart: ${restart.method} (${restart.evidence})`, width, '  ') : []),
    ...(stopsThings(plan) ? wrap(interruptsWords(plan), width, '  ') : []),
  ]
}

function interruptsWords({ blastRadius, resumes }: Plan): string {
  const { interrupted, untouched } = blastRadius
  return resumes !== null && interrupted.length + untouched.length === 0
    ? 'interrupts no service: none of them runs now'
    : blastWords(blastRadius)
}

/** The whole plan, for a dry run: every step, and at the end what they come to. */
export function planLines(plan: Plan, options: TextOptions): string[] {
  const { steps, resumes } = plan
  const earlier = resumes?.before ?? 0
  const of = earlier + steps.length
  const isShort = (step: PlannedStep) => hasNothingToDo(step) && step.notes.length === 0 && !options.verbose
  return [
    ...steps.flatMap((step, index) => {
      if (!isShort(step)) return ['', ...stepLines(step, earlier + index, of, options)]
      const before = steps[index - 1]
      const apart = before !== undefined && isShort(before) ? [] : ['']
      return [...apart, ...shortLines(step, earlier + index, of, options)]
    }),
    '',
    ...sumLines(plan, options),
  ]
}

function shortLines(step: PlannedStep, index: number, of: number, { style, width }: TextOptions): string[] {
  return wrap(`Step ${index + 1} of ${of}: ${printable(step.name)}: nothing to do`, width, '').map(style.dim)
}

function sumLines(plan: Plan, { style, width }: TextOptions): string[] {
  const { steps, withNothingToDo, noWayBackFrom, canRestore } = sumOf(plan)
  const nothing = withNothingToDo === 0 ? '' : `, ${withNothingToDo} of them with nothing to do`
  const back = noWayBackFrom === null ? '' : plan.steps[noWayBackFrom - 1]?.name
  return [
    ...wrap(`In all: ${count(steps, 'step')}${nothing}`, width, '').map(style.bold),
    ...wrap(interruptsWords(plan), width, '  '),
    ...(noWayBackFrom === null
      ? ['  every step can be undone']
      : wrap(
          `from step ${(plan.resumes?.before ?? 0) + noWayBackFrom} on (${printable(back ?? '')}) there is no way back${canRestore ? ' but svreset restore' : ''}`,
          width,
          '  ',
        ).map(style.warn)),
  ]
}

/** With `context`, also says which services the step is about, and how many. */
export function stepLines(
  step: PlannedStep,
  index: number,
  of: number,
  { style, width, verbose, context }: TextOptions & { readonly context?: RunContext },
): string[] {
  const operations = verbose ? operationLines(step.operations) : foldedOperationLines(step, 8, width - 4)
  const about = context === undefined ? [] : subjects(step, context)
  const nothing = step.operations.length === 0 && step.effect !== 'read'
  return [
    ...wrap(`${style.dim(`Step ${index + 1} of ${of}:`)} ${style.bold(printable(step.name))}`, width, ''),
    ...(step.description === '' ? [] : wrap(printable(step.description), width, '  ').map(style.dim)),
    ...operations.map(line => `    ${line}`),
    ...(nothing ? ['    nothing to do, as the system is now'] : []),
    ...about.flatMap(text => wrap(text, width, '  ')),
    ...step.notes.flatMap(note => wrap(`note: ${printable(note)}`, width, '  ').map(style.warn)),
    ...(step.kill === null || (nothing && step.kill.expected.length === 0)
      ? []
      : killWords(step.kill).flatMap(words => wrap(words, width, '  ').map(style.warn))),
    ...wrap(`${step.fidelity}: ${step.why}`, width, '  ').map(style.dim),
    ...wrap(undoWords(step), width, '  ').map(
      nothing || step.effect !== 'irreversible' ? style.dim : style.warn,
    ),
  ]
}
