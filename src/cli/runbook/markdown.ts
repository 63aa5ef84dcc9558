import { collections } from '../../actions/collections.js'
import type { Condition, Operand } from '../../contract/condition.js'
import type { Parameter, Runbook, Step, Task, Verify } from '../../contract/runbook.js'
import { isMapping, type Value } from '../../contract/value.js'
import type { Vocabulary } from '../../contract/vocabulary.js'
import { resolveText, type Scope } from '../../runbook/language/references.js'
import { quote, quoteCommand } from '../../text/quote.js'

/** A runbook as a document that a person can follow by hand, with all commands. */
export function toMarkdown(runbook: Runbook, vocabulary: Vocabulary): string {
  const parameters = Object.entries(runbook.parameters)
  const sections = [
    `# ${runbook.title}`,
    runbook.description,
    parameters.length === 0 ? '' : parameterTable(parameters),
    ...runbook.steps.map((step, index) => stepSection(step, index + 1, runbook, vocabulary)),
  ]
  return `${sections.filter(text => text !== '').join('\n\n')}\n`
}

function parameterTable(parameters: readonly (readonly [string, Parameter])[]): string {
  const rows = parameters.map(
    ([name, { type, default: preset, description }]) =>
      `| ${name} | ${type} | ${preset === null ? 'required' : `\`${quote(String(preset))}\``} | ${description} |`,
  )
  return ['| parameter | type | default | meaning |', '|---|---|---|---|', ...rows].join('\n')
}

function stepSection(step: Step, number: number, runbook: Runbook, vocabulary: Vocabulary): string {
  const scope = placeholders(step, runbook)
  const commands = [
    ...(step.cwd === null ? [] : [`cd ${resolveText(step.cwd, scope)}`]),
    ...commandsOf(step.task, scope, vocabulary),
  ]
  return [
    `## ${number}. ${step.name}`,
    sentences([
      step.description,
      step.when === null ? '' : `Only if ${conditionWords(step.when)}.`,
      step.forEach === null ? '' : `Do this for ${eachWords(step.forEach)}.`,
    ]),
    codeBlock(commands),
    sentences([
      step.task.kind === 'uses' && commands.length === 0 ? waitWords(step.task.action, vocabulary) : '',
      step.verify === null ? '' : verifyWords(step.verify, scope, vocabulary),
      retryWords(step),
      failureWords[step.onFailure],
    ]),
    step.undo === null ? '' : `To undo it:\n\n${codeBlock(commandsOf(step.undo, scope, vocabulary))}`,
  ]
    .filter(text => text !== '')
    .join('\n\n')
}

function commandsOf(task: Task, scope: Scope, vocabulary: Vocabulary): string[] {
  switch (task.kind) {
    case 'run':
      return [
        quoteCommand(task.argv.map(word => resolveText(word, scope)))
          .replaceAll("'<", '<')
          .replaceAll(">'", '>'),
      ]
    case 'script':
      return [
        ...Object.entries(task.values).map(([name, path]) => `${name}=${resolveText(`\${${path}}`, scope)}`),
        ...task.text.trimEnd().split('\n'),
      ]
    case 'uses':
      return [...(vocabulary.actions.get(task.action)?.byHand ?? [])]
  }
}

function codeBlock(lines: readonly string[]): string {
  return lines.map(line => `    ${line}`.trimEnd()).join('\n')
}

function sentences(parts: readonly string[]): string {
  return parts
    .filter(text => text !== '')
    .map(text => (/[.!?:]$/.test(text) ? text : `${text}.`))
    .join(' ')
}

/** What the document prints for each reference: the default of a parameter, else a word in angle brackets. */
function placeholders({ forEach }: Step, { parameters, steps }: Runbook): Scope {
  const params = Object.fromEntries(
    Object.entries(parameters).map(([name, { default: preset }]) => [
      name,
      preset === null || preset === '' ? `<${name}>` : preset,
    ]),
  )
  const said = Object.fromEntries(
    steps.map(({ id }) => [id, { exit_code: `<exit code of ${id}>`, output: `<output of ${id}>` }]),
  )
  return {
    params,
    system: { service_directory: '/etc/service', host: '<host>' },
    steps: said,
    ...(forEach === null ? {} : { [forEach.as]: itemPlaceholder(forEach) }),
  }
}

function itemPlaceholder({ of, as }: NonNullable<Step['forEach']>): Value {
  if (typeof of !== 'string') return `<${as}>`
  const fields = collections.get(of)?.fields ?? []
  return Object.fromEntries(
    fields.map(field => [
      field,
      field === 'directory'
        ? `/path/to/${as}`
        : field === 'log'
          ? `/path/to/${as}/log`
          : `<${as}'s ${field}>`,
    ]),
  )
}

function eachWords({ of, concurrency }: NonNullable<Step['forEach']>): string {
  const which =
    typeof of === 'string'
      ? (collections.get(of)?.summary ?? of)
      : of.map(value => quote(String(value))).join(', ')
  if (concurrency === null) return which
  return `${which}, ${concurrency === 1 ? 'one at a time' : `${concurrency} at a time`}`
}

function waitWords(name: string, vocabulary: Vocabulary): string {
  const summary = vocabulary.actions.get(name)?.summary ?? name
  return `Here svreset ${summary}`
}

function verifyWords({ task, deadline, interval }: Verify, scope: Scope, vocabulary: Vocabulary): string {
  const limit = deadline === null ? '' : `, for at most ${resolveText(deadline, scope)}`
  if (task.kind === 'uses') {
    const summary = vocabulary.actions.get(task.action)?.summary ?? task.action
    return `Then wait${limit} until ${summary.replace(/^(waits until|checks that) /, '')}.`
  }
  const [command, ...more] = commandsOf(task, scope, vocabulary)
  return `Then repeat \`${command}${more.length > 0 ? ' …' : ''}\` every ${interval}${limit} until it exits with 0.`
}

function retryWords({ retry }: Step): string {
  return retry.attempts === 1
    ? ''
    : `If it fails, try again after ${retry.delay}, up to ${retry.attempts} attempts in all.`
}

const failureWords: Readonly<Record<Step['onFailure'], string>> = {
  ask: '',
  stop: 'If it fails, stop here.',
  continue: 'If it fails, continue anyway.',
  undo: 'If it fails, undo everything and stop.',
}

function conditionWords(condition: Condition): string {
  switch (condition.kind) {
    case 'and':
    case 'or':
      return condition.sides.map(conditionWords).join(` ${condition.kind} `)
    case 'not':
      return `not ${conditionWords(condition.side)}`
    case 'true':
      return operandWords(condition.operand)
    case 'equal':
      return `${operandWords(condition.left)} is ${operandWords(condition.right)}`
    case 'unequal':
      return `${operandWords(condition.left)} is not ${operandWords(condition.right)}`
    case 'in':
      return `${operandWords(condition.left)} is one of ${operandWords(condition.right)}`
  }
}

function operandWords(operand: Operand): string {
  if (operand.kind === 'reference') return `\`${operand.path}\``
  const { value } = operand
  return Array.isArray(value) || isMapping(value) ? JSON.stringify(value) : `\`${quote(String(value))}\``
}
