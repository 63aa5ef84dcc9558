import type { Finding } from '../contract/finding.js'
import type { Rule } from './rule.js'

/**
 * Says of each finding which other one it is only a consequence of, and puts causes first. A cause is
 * one that the rule names, and that concerns the same service, or svscan as a whole where the rule lets it.
 */
export function withCauses(findings: readonly Finding[], rules: readonly Rule[]): Finding[] {
  const present = new Map<string, Set<string | null>>()
  for (const { id, service } of findings) {
    const services = present.get(id)
    if (services === undefined) present.set(id, new Set([service]))
    else services.add(service)
  }
  const byId = new Map(rules.map(rule => [rule.id, rule]))
  const byPerson = new Set(rules.filter(({ mendedBy }) => mendedBy === 'person').map(({ id }) => id))
  const told = findings.map((finding): Finding => {
    const { consequenceOf = [], consequenceOfOwn = [] } = byId.get(finding.id) ?? {}
    const cause =
      consequenceOf.find(id => concerns(present.get(id), finding.service)) ??
      consequenceOfOwn.find(id => present.get(id)?.has(finding.service))
    if (cause === undefined) return finding
    // What follows from something that only a person can mend is not cured without that person either.
    const mendedBy = byPerson.has(cause) ? 'person' : finding.mendedBy
    return { ...finding, mendedBy, causedBy: cause }
  })
  return [...told.filter(isCause), ...told.filter(finding => !isCause(finding))]
}

function concerns(services: ReadonlySet<string | null> | undefined, service: string | null): boolean {
  if (services === undefined) return false
  return service === null || services.has(service) || services.has(null)
}

function isCause({ causedBy }: Finding): boolean {
  return causedBy === undefined
}
