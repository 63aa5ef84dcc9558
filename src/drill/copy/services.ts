import type { LookDirectory, LookJson } from '../../contract/schemas/look.js'

export interface LookService {
  readonly name: string
  readonly directory: LookDirectory
}

/** Each directory once, under the first name that leads to it. Pure. */
export function servicesOf({ entries }: LookJson): LookService[] {
  const found = new Map<string, LookService>()
  for (const { name, directory } of entries)
    if (directory !== null && !found.has(directory.path)) found.set(directory.path, { name, directory })
  return [...found.values()]
}
