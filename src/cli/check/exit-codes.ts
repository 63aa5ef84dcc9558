import type { Verdict } from '../../contract/finding.js'

/** The monitoring-plugin convention. */
export const exitCodes: Readonly<Record<Verdict, number>> = { happy: 0, warning: 1, sick: 2, unknown: 3 }
