/** The values of a runbook: those that YAML's core schema and JSON share. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [name: string]: Value }

export function isMapping(value: Value | undefined): value is { readonly [name: string]: Value } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The kind of a value, in words for people: `text`, `a number`… */
export function kindOf(value: Value | undefined): string {
  if (value === undefined || value === null) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a record'
  return { string: 'text', number: 'a number', boolean: 'true or false' }[typeof value as 'string']
}
