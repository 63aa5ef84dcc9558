import type { RunContext } from '../contract/context.js'
import type { Plan, PlannedStep } from '../contract/plan.js'
import { operationLines } from '../runbook/operations/table.js'
import { stopsThings } from '../runbook/plan/plan.js'
import { count } from '../text/list.js'
import { printable, quote } from '../text/quote.js'
import type { Style } from '../text/style.js'
import { wrap } from '../text/wrap.js'
import { blastWords } from './blast-text.js'
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
  const { initial, links, restart } = context
  const down = initial.supervises.length
  const [svscan] = initial.svscans
  return [
    style.bold(`${plan.runbook.title}: ${quote(plan.svscanDirectory)} on ${initial.host}`),
    ...wrap(
      `${count(links.length, 'link')}, ${count(initial.services.length, 'service')}, ${count(down, 'supervise process', 'supervise processes')}; ` +
        (svscan === undefined ? 'no svscan' : `svscan has pid ${svscan.process.pid}`),
      width,
      '  ',
    ),
    ...(plan.restarts ? wrap(`restart: ${restart.method} (${restart.evidence})`, width, '  ') : []),
    ...(stopsThings(plan) ? wrap(blastWords(plan.blastRadius), width, '  ') : []),
  ]
}

/** The whole plan, for a dry run. */
export function planLines(plan: Plan, options: TextOptions): string[] {
  return plan.steps.flatMap((step, index) => ['', ...stepLines(step, index, plan.steps.length, options)])
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
    ...wrap(`${step.fidelity}: ${step.why}`, width, '  ').map(style.dim),
    ...wrap(undoWords(step), width, '  ').map(
      nothing || step.effect !== 'irreversible' ? style.dim : style.warn,
    ),
  ]
}
