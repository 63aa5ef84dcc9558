import type { RunContext } from '../contract/context.js'
import type { Operation } from '../contract/operation.js'
import type { PlannedStep } from '../contract/plan.js'
import { factsOf, linkUses } from '../runbook/operations/table.js'
import { printable } from '../text/quote.js'

/** What a step is about: how many links, services and processes, and which. */
export function subjects({ operations }: PlannedStep, context: RunContext): string[] {
  const services = serviceNames(context)
  return [
    ...named('link', operations.flatMap(linksOf)),
    ...named(
      'service',
      operations.flatMap(operation => directoriesOf(operation).flatMap(path => services.get(path) ?? [])),
    ),
    ...named('process', operations.flatMap(processesOf)),
  ]
}

function named(noun: string, all: readonly string[]): string[] {
  const names = [...new Set(all)]
  if (names.length === 0) return []
  const plural = noun.endsWith('s') ? `${noun}es` : `${noun}s`
  const more = names.length > 5 ? ` and ${names.length - 5} more` : ''
  return [
    `${names.length} ${names.length === 1 ? noun : plural}: ${names.slice(0, 5).map(printable).join(', ')}${more}`,
  ]
}

function linksOf(operation: Operation): string[] {
  return linkUses(operation).map(({ link }) => link.name)
}

/** The directories that a command names, or else the one that it runs in. */
function directoriesOf(operation: Operation): readonly string[] {
  const command = factsOf(operation).command?.(operation)
  return command === undefined ? [] : [command.cwd, ...command.argv.slice(1)]
}

function processesOf(operation: Operation): string[] {
  const message = factsOf(operation).message?.(operation)
  return message === undefined ? [] : [`${message.what} (pid ${message.process.pid})`]
}

const seen = new WeakMap<RunContext, ReadonlyMap<string, string>>()

/** `nginx` or `nginx/log`, by the path of the directory. */
function serviceNames(context: RunContext): ReadonlyMap<string, string> {
  const known = seen.get(context)
  if (known !== undefined) return known
  const names = new Map<string, string>()
  for (const { name, directory } of context.initial.services) {
    names.set(directory.path, name)
    if (directory.log !== null) names.set(directory.log.path, `${name}/log`)
  }
  seen.set(context, names)
  return names
}
