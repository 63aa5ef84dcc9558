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

/** Without what a site has chosen: directories that stand in the svscan directory itself. */
export function withoutDirectories(findings: readonly Finding[]): Finding[] {
  return findings.filter(({ id, evidence }) => id !== 'entry-not-a-link' || evidence.kind !== 'directory')
}
