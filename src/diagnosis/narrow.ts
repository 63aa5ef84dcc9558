import type { Finding } from '../contract/finding.js'

/** Whether a finding concerns these services; what concerns svscan as a whole concerns every service. */
export function narrow(findings: readonly Finding[], services: ReadonlySet<string> | null): Finding[] {
  if (services === null) return [...findings]
  const kept = findings.filter(({ service }) => service === null || services.has(service))
  const ids = new Set(kept.map(({ id }) => id))
  // A consequence of what is wrong elsewhere is no business of these services.
  return kept.filter(
    ({ service, causedBy }) => service !== null || causedBy === undefined || ids.has(causedBy),
  )
}

/**
 * The entry's name that a word on the command line means: `nginx`, `nginx/`, or its path in the service
 * directory; null where there is none.
 */
export function entryNamed(word: string, directory: string, names: readonly string[]): string | null {
  const bare = word.replace(/\/+$/, '')
  const name = bare.startsWith(`${directory}/`) ? bare.slice(directory.length + 1) : bare
  return names.includes(name) ? name : null
}
