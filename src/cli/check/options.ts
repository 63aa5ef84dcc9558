import type { Finding, Verdict } from '../../contract/finding.js'
import type { Settings } from '../../contract/settings.js'
import type { Doubt } from '../../diagnosis/doubt.js'
import type { Sorted } from '../../diagnosis/ignore.js'
import { withoutDirectories } from '../../diagnosis/narrow.js'
import { ExitCode, UserError } from '../../errors.js'
import { textOf } from '../../text/terminal-text.js'
import { readSettings, sortFindings } from '../settings/read-settings.js'

export const formats = ['text', 'json', 'nagios', 'openmetrics'] as const

export interface CheckOptions {
  readonly json?: true
  readonly format?: (typeof formats)[number]
  readonly output?: string
  readonly sinceLast?: true
  readonly serviceDir?: string
  readonly watch?: number | true
  readonly until?: 'happy' | 'sick'
  readonly onChange?: string
  readonly settle?: number
  readonly all?: true
  readonly allowDirectories?: true
  readonly full?: true
  readonly tree?: true
  readonly save?: string
  readonly withArguments?: true
  readonly quiet?: true
  readonly utc?: true
  readonly stateDir?: string
  readonly color: boolean
  /** Not an option of the command line: what the site has chosen. */
  readonly settings?: Settings
}

export function formatOf({ json, format }: CheckOptions): (typeof formats)[number] {
  return json === true ? 'json' : (format ?? 'text')
}

/** Nobody waits there, and check_by_ssh takes any word on standard error for a failure. */
export function isForMonitoring(options: CheckOptions): boolean {
  return ['nagios', 'openmetrics'].includes(formatOf(options))
}

/** Metrics are of one check of a whole svscan directory, and nothing else goes into a file. */
export function requireWholeMetrics(words: readonly string[], options: CheckOptions): void {
  if (formatOf(options) !== 'openmetrics') {
    if (options.output === undefined) return
    throw new UserError(ExitCode.refused, 'unable to use --output without --format openmetrics', {
      reason: 'only metrics wait in a file for another program',
      next: 'add --format openmetrics, or redirect the output',
    })
  }
  const other = words.length > 0 ? 'a service' : options.watch === undefined ? null : '--watch'
  if (other === null) return
  throw new UserError(ExitCode.refused, `unable to combine --format openmetrics and ${other}`, {
    reason: 'the metrics tell of one check of a whole svscan directory',
    next: 'leave one of the two out',
  })
}

/** The monitoring-plugin convention. */
export const exitCodes: Readonly<Record<Verdict, number>> = { happy: 0, warning: 1, sick: 2, unknown: 3 }

/** A look is saved of one check of a whole svscan directory. */
export function requireWholeLook(words: readonly string[], options: CheckOptions): void {
  const { save, withArguments, watch, until, onChange, all } = options
  if (save === undefined && withArguments === undefined) return
  const watches = watch !== undefined || until !== undefined || onChange !== undefined
  const other = words.length > 0 ? 'a service' : all ? '--all' : watches ? '--watch' : null
  if (save !== undefined && other === null) return
  const what = save === undefined ? 'use --with-arguments without --save' : `combine --save and ${other}`
  throw new UserError(ExitCode.refused, `unable to ${what}`, {
    reason: 'a saved look tells of one check of a whole svscan directory',
    next: save === undefined ? 'add --save FILE' : 'leave one of the two out',
  })
}

/** Tells the waiting person why a check takes longer than one look. */
export function waitNote(doubts: readonly Doubt[], settle: number | undefined): string {
  const [first, ...others] = [...new Set(doubts.map(({ message }) => message))]
  if (first === undefined) return textOf([`svreset: checking again in ${settle} seconds`])
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`
  return textOf([`svreset: checking again in case this is temporary: ${first}${more}`])
}

/** Which findings count, and which this site ignores. */
export function sorted(
  findings: readonly Finding[],
  { allowDirectories, settings = {} }: CheckOptions,
): Sorted {
  return sortFindings(allowDirectories ? withoutDirectories(findings) : findings, settings)
}

/** With what the site has chosen. Throws a UserError. */
export async function withSettings(options: CheckOptions): Promise<CheckOptions> {
  const settings = await readSettings()
  const serviceDir = options.serviceDir ?? (options.all ? undefined : settings.service_directory)
  return { ...options, settings, ...(serviceDir === undefined ? {} : { serviceDir }) }
}
