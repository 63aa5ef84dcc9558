import type { Finding } from '../contract/finding.js'
import type { IgnoredFinding, IgnoreRule } from '../contract/settings.js'

/** Of the rules, those that hold today. A finding counts again on the day after `until`. */
export function rulesOfToday(rules: readonly IgnoreRule[], now: number): IgnoreRule[] {
  const today = new Date(now).toISOString().slice(0, 10)
  return rules.filter(({ until }) => today <= until)
}

export interface Sorted {
  readonly counted: readonly Finding[]
  readonly ignored: readonly IgnoredFinding[]
}

/** A consequence does not count if each of its causes does not. */
export function setAside(findings: readonly Finding[], rules: readonly IgnoreRule[]): Sorted {
  const ignored = new Map<Finding, IgnoreRule>()
  for (const finding of findings) {
    const rule = rules.find(each => applies(each, finding))
    if (rule !== undefined) ignored.set(finding, rule)
  }
  for (let before = -1; before < ignored.size; ) {
    before = ignored.size
    for (const finding of findings) {
      if (finding.causedBy === undefined || ignored.has(finding)) continue
      const causes = findings.filter(({ id }) => id === finding.causedBy)
      const rule = causes.map(cause => ignored.get(cause)).find(each => each !== undefined)
      if (rule !== undefined && causes.every(cause => ignored.has(cause))) ignored.set(finding, rule)
    }
  }
  return {
    counted: findings.filter(finding => !ignored.has(finding)),
    ignored: [...ignored].map(([finding, rule]) => ({ finding, rule })),
  }
}

function applies(rule: IgnoreRule, { id, service }: Finding): boolean {
  return rule.finding === id && (rule.service === undefined || rule.service === service)
}
