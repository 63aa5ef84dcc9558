import type { AdvisedNote, NotedFinding } from '../contract/effect.js'
import type { AdvisedFinding, Finding } from '../contract/finding.js'

/** What the journal keeps of findings: enough to tell later what was wrong before and after the run. */
export function noteAll(findings: readonly Finding[]): NotedFinding[] {
  return findings.map(({ id, severity, service, message, causedBy }) => ({
    ...{ id, severity, service, message },
    ...(causedBy === undefined ? {} : { causedBy }),
  }))
}

export function noteAdvised(findings: readonly AdvisedFinding[]): AdvisedNote[] {
  const notes = noteAll(findings)
  return findings.map(({ advice }, index) => ({ ...(notes[index] as NotedFinding), advice }))
}
