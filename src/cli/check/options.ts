import type { Finding, Verdict } from '../../contract/finding.js'
import type { Doubt } from '../../diagnosis/doubt.js'
import { withoutDirectories } from '../../diagnosis/narrow.js'
import { textOf } from '../../text/terminal-text.js'

export interface CheckOptions {
  readonly json?: true
  readonly format?: 'text' | 'json' | 'nagios'
  readonly serviceDir?: string
  readonly watch?: number | true
  readonly settle?: number
  readonly all?: true
  readonly allowDirectories?: true
  readonly full?: true
  readonly tree?: true
  readonly utc?: true
  readonly stateDir?: string
  readonly color: boolean
}

/** The monitoring-plugin convention. */
export const exitCodes: Readonly<Record<Verdict, number>> = { happy: 0, warning: 1, sick: 2, unknown: 3 }

/** Tells the waiting person why a check takes longer than one look. */
export function waitNote(doubts: readonly Doubt[], settle: number | undefined): string {
  const [first, ...others] = [...new Set(doubts.map(({ message }) => message))]
  if (first === undefined) return textOf([`svreset: checking again in ${settle} seconds`])
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`
  return textOf([`svreset: checking again in case this is temporary: ${first}${more}`])
}

/** Without the findings that this site accepts. */
export function accepted(
  findings: readonly Finding[],
  { allowDirectories }: CheckOptions,
): readonly Finding[] {
  return allowDirectories ? withoutDirectories(findings) : findings
}
