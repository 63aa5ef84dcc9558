import type { Finding } from '../../contract/finding.js'
import type { IgnoreRule, Settings } from '../../contract/settings.js'
import { rulesOfToday, type Sorted, setAside } from '../../diagnosis/ignore.js'
import { ExitCode, UserError } from '../../errors.js'
import { readWholeFile, tryLstat } from '../../system/read.js'
import { requireTrusted } from '../../system/trust.js'

export const settingsFile = '/etc/svreset/config.yaml'

const sizeLimit = 1024 * 1024

/** Without a file, nothing is set. As root, a file that others may write to is refused (3), like a runbook. */
export async function readSettings(): Promise<Settings> {
  if (tryLstat(settingsFile) === null) return {}
  requireTrusted('settings', settingsFile, [0])
  const read = readWholeFile(settingsFile, sizeLimit)
  if (read.kind !== 'read') {
    throw new UserError(ExitCode.refused, `unable to read ${settingsFile}`, {
      reason: read.kind === 'missing' ? 'it has just been removed' : read.reason,
      next: 'run svreset as root, or let others read the file',
    })
  }
  const { parseSettings } = await import('./parse-settings.js')
  return parseSettings(settingsFile, Buffer.from(read.bytes).toString('utf8'))
}

/** For a run that checks again later: by then the same still counts. */
export function rulesOf({ ignore = [], allow_directories: allowed = [] }: Settings): readonly IgnoreRule[] {
  const reason = 'allow_directories'
  return [
    ...rulesOfToday(ignore, Date.now()),
    ...allowed.map(service => ({ finding: 'entry-not-a-link', service, reason, until: '9999-12-31' })),
  ]
}

/** Which findings count today, and which this site ignores. */
export function sortFindings(
  findings: readonly Finding[],
  { ignore = [], allow_directories: allowed = [] }: Settings,
): Sorted {
  const others = findings.filter(
    ({ id, service, evidence }) =>
      !(id === 'entry-not-a-link' && evidence.kind === 'directory' && allowed.includes(service ?? '')),
  )
  return setAside(others, rulesOfToday(ignore, Date.now()))
}
