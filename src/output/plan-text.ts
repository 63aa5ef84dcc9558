import type { RunContext } from '../runbook/context.js'
import { type Plan, type PlannedStep, stopsThings } from '../runbook/plan.js'
import { quote } from './quote.js'
import { actLines, foldedActLines, undoWords } from './run-step.js'
import type { Style } from './style.js'
import { wrap } from './wrap.js'

export interface TextOptions {
  readonly style: Style
  readonly width: number
  /** Every command whole. */
  readonly verbose: boolean
}

/** What the run is about, in two or three lines. */
export function headerLines(plan: Plan, context: RunContext, { style, width }: TextOptions): string[] {
  const { initial, links, restart } = context
  const down = initial.supervises.length
  const [svscan] = initial.svscans
  return [
    style.bold(`${plan.runbook.title}: ${quote(plan.serviceDirectory)} on ${initial.host}`),
    ...wrap(
      `${count(links.length, 'link')}, ${count(initial.services.length, 'service')}, ${count(down, 'supervise process', 'supervise processes')}; ` +
        (svscan === undefined ? 'no svscan' : `svscan has pid ${svscan.process.pid}`),
      width,
      '  ',
    ),
    ...(stopsThings(plan) ? wrap(`restart: ${restart.method} (${restart.evidence})`, width, '  ') : []),
  ]
}

/** The whole plan, for a dry run. */
export function planLines(plan: Plan, options: TextOptions): string[] {
  return plan.steps.flatMap((step, index) => ['', ...stepLines(step, index, plan.steps.length, options)])
}

export function stepLines(step: PlannedStep, index: number, of: number, options: TextOptions): string[] {
  const { style, width, verbose } = options
  const acts = verbose ? actLines(step.acts) : foldedActLines(step, 8, width - 4)
  return [
    `${style.dim(`Step ${index + 1} of ${of}:`)} ${style.bold(step.name)}`,
    ...(step.description === '' ? [] : wrap(step.description, width, '  ').map(style.dim)),
    ...acts.map(line => `    ${line}`),
    ...(step.acts.length === 0 && step.effect !== 'read'
      ? ['    nothing to do, as far as can be seen now']
      : []),
    ...step.notes.flatMap(note => wrap(`note: ${note}`, width, '  ').map(style.warn)),
    ...wrap(`${step.fidelity}: ${step.why}; ${undoWords(step)}`, width, '  ').map(style.dim),
  ]
}

export function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`
}
