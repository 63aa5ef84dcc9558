import type { CopyOrder } from '../../drill/copy/order.js'
import { readWholeFile } from '../../system/read.js'
import { settingsFile } from '../settings/read-settings.js'

/** What this site has chosen counts in the copy of its system too. Whether the file is trusted was asked when the look was taken. */
export function settingsText(): CopyOrder['files'] {
  const read = readWholeFile(settingsFile, 1024 * 1024)
  return read.kind === 'read' ? [{ path: settingsFile, text: Buffer.from(read.bytes).toString('utf8') }] : []
}
