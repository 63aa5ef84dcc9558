export type Severity = 'critical' | 'warning' | 'unknown'

export type Verdict = 'happy' | 'warning' | 'unknown' | 'sick'

/** Who can cure it: a full reset, or only a person (a missing `run`, a dangling link, a service told to be down). */
export type MendedBy = 'reset' | 'person'

export type Evidence = Readonly<Record<string, string | number | boolean | null | readonly string[]>>

/** A fact that was observed, never a guess. */
export interface Finding {
  /** Stable: scripts rely on it. */
  readonly id: string
  readonly severity: Severity
  readonly mendedBy: MendedBy
  /** The entry's name in the service directory; null for what concerns svscan as a whole. */
  readonly service: string | null
  readonly pids: readonly number[]
  readonly message: string
  /** As read. */
  readonly evidence: Evidence
  /** What to do, in one line. */
  readonly remedy: string
  /** The id of the finding that this one is only a consequence of. */
  readonly causedBy?: string
}

/** The worst of: sick, unknown, warning, happy. */
export function verdictOf(findings: readonly Finding[]): Verdict {
  const severities = new Set(findings.map(finding => finding.severity))
  if (severities.has('critical')) return 'sick'
  if (severities.has('unknown')) return 'unknown'
  return severities.has('warning') ? 'warning' : 'happy'
}
