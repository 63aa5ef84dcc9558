import type { Value } from '../../contract/value.js'
import type { Vocabulary } from '../../contract/vocabulary.js'
import { isPath, referencesIn, wholeReference } from './references.js'
import type { StepFile } from './schema.js'

type Collections = Vocabulary['collections']

/** Every path that a step of this runbook may refer to. */
export function namesFor(
  step: StepFile,
  params: readonly string[],
  earlier: readonly StepFile[],
  collections: Collections,
): readonly string[] {
  return [
    ...params.map(name => `params.${name}`),
    ...everywhere,
    ...earlier.filter(({ uses }) => uses === undefined).flatMap(({ id }) => stepPaths(id)),
    ...itemPaths(step, collections),
  ]
}

const everywhere = ['system.service_directory', 'system.host']

function stepPaths(id: string): string[] {
  return [`steps.${id}.exit_code`, `steps.${id}.output`]
}

function itemPaths({ for_each: forEach, as }: StepFile, collections: Collections): string[] {
  if (forEach === undefined || as === undefined) return []
  if (typeof forEach !== 'string') return [as]
  const fields = collections.get(wholeReference(forEach) ?? '')?.fields ?? []
  return fields.map(field => `${as}.${field}`)
}

/** `service.directory` → `SERVICE_DIRECTORY`, the variable in a script. */
export function variableOf(path: string): string {
  return path.replaceAll(/[.-]/g, '_').toUpperCase()
}

/**
 * The environment variables that a script names, and the references for their values. The script gets these and no
 * others, so that a plan and a journal show what it gets.
 */
export function scriptValues(script: string, names: readonly string[]): Record<string, string> {
  const used = variablesIn(script)
  return Object.fromEntries(
    names.filter(path => used.has(variableOf(path))).map(path => [variableOf(path), path]),
  )
}

function variablesIn(script: string): ReadonlySet<string> {
  return new Set([...script.matchAll(/\$\{?([A-Z][A-Z0-9_]*)/g)].map(([, name = '']) => name))
}

/** References in the text of a script. A shell would read them as its own variables. */
export function referencesInScript(script: string): { readonly written: string; readonly path: string }[] {
  return [...script.matchAll(/\$\{([^}]*)\}/g)].flatMap(([written, path = '']) =>
    isPath(path) ? [{ written, path }] : [],
  )
}

/** Ids of the steps whose results this step uses. */
export function stepsAsked(step: StepFile, names: readonly string[]): string[] {
  const variables = variablesOf(step)
  const paths = [
    ...referencesIn(withoutScripts(step)).map(({ path }) => path),
    ...names.filter(path => variables.has(variableOf(path))),
  ]
  return [...new Set(paths.flatMap(path => /^steps\.([^.]+)\./.exec(path)?.[1] ?? []))]
}

/** Ids of the steps whose exit code another step uses. For these, an exit code is an answer and not a failure. */
export function exitCodesAsked(steps: readonly StepFile[]): ReadonlySet<string> {
  const paths = new Set(steps.flatMap(step => referencesIn(withoutScripts(step)).map(({ path }) => path)))
  const variables = new Set(steps.flatMap(step => [...variablesOf(step)]))
  const isAsked = (path: string) => paths.has(path) || variables.has(variableOf(path))
  return new Set(steps.flatMap(({ id }) => (isAsked(`steps.${id}.exit_code`) ? [id] : [])))
}

function variablesOf({ script, verify, undo }: StepFile): ReadonlySet<string> {
  return variablesIn([script, verify?.script, undo?.script].join('\n'))
}

function withoutScripts(step: StepFile): Value {
  return JSON.parse(JSON.stringify(step, (key, value) => (key === 'script' ? undefined : value)))
}
