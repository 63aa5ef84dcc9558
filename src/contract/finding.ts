export type Severity = 'critical' | 'warning' | 'unknown'

export type Verdict = 'happy' | 'warning' | 'unknown' | 'sick'

export type Evidence = Readonly<Record<string, string | number | boolean | null | readonly string[]>>

/** An observed fact, never a guess. */
export interface Finding {
  /** Does not change: scripts rely on it. */
  readonly id: string
  readonly severity: Severity
  /** The name of the entry in the svscan directory; null if the finding concerns svscan as a whole. */
  readonly service: string | null
  readonly pids: readonly number[]
  readonly message: string
  /** As it was read. */
  readonly evidence: Evidence
  /** What a person can do about it, in one line. */
  readonly byHand: string
  /** The id of the finding that caused this one. */
  readonly causedBy?: string
}

/** With what to do about it: first what svreset does, then what a person does. */
export interface AdvisedFinding extends Finding {
  readonly advice: string
}

/** The worst of: sick, unknown, warning, happy. */
export function verdictOf(findings: readonly Pick<Finding, 'severity'>[]): Verdict {
  const severities = new Set(findings.map(finding => finding.severity))
  if (severities.has('critical')) return 'sick'
  if (severities.has('unknown')) return 'unknown'
  return severities.has('warning') ? 'warning' : 'happy'
}
