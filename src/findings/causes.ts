import type { Finding } from '../contract/finding.js'
import type { FindingDefinition } from './definition.js'
import { definitionOf, definitions } from './index.js'

/**
 * Says of each finding which other one it is only a consequence of, and puts causes first. A cause is
 * one that the definition names, and that concerns the same service, or svscan as a whole where the definition lets it.
 */
export function withCauses(findings: readonly Finding[]): Finding[] {
  const present = new Map<string, Set<string | null>>()
  for (const { id, service } of findings) {
    const services = present.get(id)
    if (services === undefined) present.set(id, new Set([service]))
    else services.add(service)
  }
  const explained = findings.map((finding): Finding => {
    const definition = definitionOf(finding.id)
    const cause =
      possibleCauses(definition).find(id => concerns(present.get(id), finding.service)) ??
      definition.consequenceOfOwn?.find(id => present.get(id)?.has(finding.service))
    return cause === undefined ? finding : { ...finding, causedBy: cause }
  })
  return [...explained.filter(isCause), ...explained.filter(finding => !isCause(finding))]
}

/** The same beside a cause that concerns svscan as a whole, and that is told elsewhere: what may follow from it does. */
export function following(cause: string, findings: readonly Finding[]): Finding[] {
  const follows = (finding: Finding) =>
    isCause(finding) && possibleCauses(definitionOf(finding.id)).includes(cause)
  return findings.map(finding => (follows(finding) ? { ...finding, causedBy: cause } : finding))
}

/**
 * What a reset promises to end. What only a person can mend (a dangling link), and what follows from it (svscan
 * complains of it every 5 seconds), is none of it.
 */
export function endedByReset(findings: readonly Finding[]): Finding[] {
  const ends = ({ id, causedBy }: Finding) =>
    definitionOf(id).resetEnds && (causedBy === undefined || definitionOf(causedBy).resetEnds)
  const left = new Set(findings.filter(finding => !ends(finding)).map(({ id }) => id))
  return findings.filter(
    finding => ends(finding) && (finding.causedBy === undefined || !left.has(finding.causedBy)),
  )
}

/** Ids, the likeliest first. */
export function possibleCauses({ consequenceOf = [] }: FindingDefinition): readonly string[] {
  return consequenceOf === 'complaints' ? complaints : consequenceOf
}

const complaints = (['always', 'sometimes'] as const).flatMap(often =>
  definitions.filter(({ complains }) => complains === often).map(({ id }) => id),
)

function concerns(services: ReadonlySet<string | null> | undefined, service: string | null): boolean {
  if (services === undefined) return false
  return service === null || services.has(service) || services.has(null)
}

function isCause({ causedBy }: Finding): boolean {
  return causedBy === undefined
}
