/** What dotted paths in `${…}` may name. Values are text; a value is never looked into again. */
export type Scope = Readonly<Record<string, Readonly<Record<string, string | number | boolean>>>>

export class UnknownReference extends Error {
  override readonly name = 'UnknownReference'
}

const reference = /\$\{([^}]*)\}/g

/** Replaces every reference, each once. Throws UnknownReference, naming what there is. */
export function resolveReferences(text: string, scope: Scope): string {
  return text.replace(reference, (_whole, path: string) => {
    const [head = '', tail = '', ...rest] = path.split('.')
    const value = Object.hasOwn(scope, head) ? scope[head] : undefined
    if (value !== undefined && rest.length === 0 && Object.hasOwn(value, tail)) return String(value[tail])
    const known = Object.entries(scope).flatMap(([name, fields]) =>
      Object.keys(fields).map(field => `\${${name}.${field}}`),
    )
    throw new UnknownReference(
      `there is no \${${path}} here; there is ${known.join(', ') || 'nothing to refer to'}`,
    )
  })
}
