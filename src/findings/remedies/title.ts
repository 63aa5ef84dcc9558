import { type Case, clearTitle, cure, type Remedy } from '../remedy.js'

/** The text is kept in the journal: what a service without a log has printed stands nowhere else. */
export function readproctitleErrors({ finding }: Case): Remedy {
  const advice = finding.severity === 'warning' ? `; ${finding.remedy}` : ''
  return cure(`note it in the journal, and write dots over it${advice}`, [clearTitle])
}
