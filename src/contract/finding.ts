export type Severity = 'critical' | 'warning' | 'unknown'

export type Verdict = 'happy' | 'warning' | 'unknown' | 'sick'

export type Evidence = Readonly<Record<string, string | number | boolean | null | readonly string[]>>

/** A fact that was observed, never a guess. */
export interface Finding {
  /** Stable: scripts rely on it. */
  readonly id: string
  readonly severity: Severity
  /** The entry's name in the service directory; null for what concerns svscan as a whole. */
  readonly service: string | null
  readonly pids: readonly number[]
  readonly message: string
  /** As read. */
  readonly evidence: Evidence
  /** What a person does about it, in one line. */
  readonly byHand: string
  /** The id of the finding that this one is only a consequence of. */
  readonly causedBy?: string
}

/** With what to do about it: first what svreset does, then what a person does. */
export interface AdvisedFinding extends Finding {
  readonly advice: string
}

/** The worst of: sick, unknown, warning, happy. */
export function verdictOf(findings: readonly Finding[]): Verdict {
  const severities = new Set(findings.map(finding => finding.severity))
  if (severities.has('critical')) return 'sick'
  if (severities.has('unknown')) return 'unknown'
  return severities.has('warning') ? 'warning' : 'happy'
}
