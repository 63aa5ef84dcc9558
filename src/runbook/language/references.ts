import { isMapping, kindOf, type Value } from '../../contract/value.js'

/** What the dotted paths in `${…}` may name. svreset never looks for references in a value. */
export type Scope = { readonly [name: string]: Value }

/** The path does not exist. If possible, the loader finds such a path before a run. */
export class UnknownReference extends Error {
  override readonly name = 'UnknownReference'
}

/** The reference needs the result of a step that has not run yet. Only the run itself can tell it. */
export class NotYetKnown extends Error {
  override readonly name = 'NotYetKnown'
  readonly step: string

  constructor(step: string) {
    super(`the result of step '${step}' is known only after it has run`)
    this.step = step
  }
}

/** `$${` stands for the text `${`. */
const pattern = /\$\$\{|\$\{([^}]*)\}/g
const whole = /^\$\{([^}]*)\}$/
const pathShape = /^[a-z_][a-z0-9_-]*(\.[a-z_][a-z0-9_-]*)*$/

export function isPath(text: string): boolean {
  return pathShape.test(text)
}

/** The path, if the text is exactly one reference; null for any other text. */
export function wholeReference(text: string): string | null {
  return whole.exec(text)?.[1] ?? null
}

/** Replaces every reference once, also inside lists and records. A text that is exactly one reference keeps the type of its value. */
export function resolveValue(value: Value, scope: Scope): Value {
  if (typeof value === 'string') {
    const path = wholeReference(value)
    return path === null ? resolveText(value, scope) : lookUp(path, scope)
  }
  if (Array.isArray(value)) return value.map((item: Value) => resolveValue(item, scope))
  if (isMapping(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, resolveValue(item, scope)]))
  }
  return value
}

/** Replaces every reference once. Throws UnknownReference, which names the known paths, or NotYetKnown. */
export function resolveText(text: string, scope: Scope): string {
  return text.replace(pattern, (found, path: string | undefined) =>
    path === undefined ? found.slice(1) : toText(lookUp(path, scope), path),
  )
}

export function lookUp(path: string, scope: Scope): Value {
  const names = path.split('.')
  let value: Value | undefined = scope
  for (const [depth, name] of names.entries()) {
    const field: Value | undefined = isMapping(value) && Object.hasOwn(value, name) ? value[name] : undefined
    // What was too long to be kept whole is not known either.
    if (field === undefined && depth >= 1 && names[0] === 'steps') throw new NotYetKnown(names[1] ?? '')
    if (field === undefined) {
      throw new UnknownReference(
        `there is no \${${path}} here; the references are ${leaves(scope).join(', ') || 'none'}`,
      )
    }
    value = field
  }
  return value as Value
}

function toText(value: Value, path: string): string {
  if (value !== null && typeof value !== 'object') return String(value)
  // Without the value, `/data/${…}` would be another directory.
  if (value === null) throw new UnknownReference(`\${${path}} is nothing here: it cannot be part of a text`)
  throw new UnknownReference(`\${${path}} is ${kindOf(value)}: it cannot be part of a longer text`)
}

function leaves(scope: Scope, prefix = ''): string[] {
  return Object.entries(scope).flatMap(([name, value]) =>
    isMapping(value) ? leaves(value, `${prefix}${name}.`) : [`\${${prefix}${name}}`],
  )
}

/** Every reference in a value, also inside lists and records, with the position of its `${` in its own text. */
export function referencesIn(
  value: Value,
): { readonly path: string; readonly text: string; readonly at: number }[] {
  if (typeof value === 'string') {
    return [...value.matchAll(pattern)].flatMap(match =>
      match[1] === undefined ? [] : [{ path: match[1], text: value, at: match.index }],
    )
  }
  if (Array.isArray(value)) return value.flatMap((item: Value) => referencesIn(item))
  return isMapping(value) ? Object.values(value).flatMap(referencesIn) : []
}
