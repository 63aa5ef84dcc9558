import type { FileId } from '../process.js'
import { fileId, readRegularFile, tryStat } from '../read.js'

/**
 * Whether this text, a command line or a script, concerns this svscan directory: it names the directory, or a script that
 * does, as svscanboot names its own. Otherwise a unit that starts svscan may be for another directory.
 */
export function serves(text: string, directory: FileId): boolean {
  return names(text, directory, new Set())
}

/** Deep enough for a line of inittab that runs a script that runs svscanboot. */
const mostScripts = 8

function names(text: string, directory: FileId, seen: Set<string>): boolean {
  const paths = (text.match(/\/[^\s"'`=;:,<>|&(){}]+/g) ?? []).filter(path => !seen.has(path))
  for (const path of paths) {
    seen.add(path)
    const stats = tryStat(path)
    if (stats?.isDirectory() === true && fileId(stats) === directory) return true
  }
  return paths.slice(0, mostScripts).some(path => {
    const script = seen.size > 100 ? '' : readScript(path)
    return script !== '' && names(script, directory, seen)
  })
}

/** Empty if it is not text, or too long for a script that starts svscan. */
function readScript(path: string): string {
  const limit = 16_384
  if ((tryStat(path)?.size ?? limit) >= limit) return ''
  const read = readRegularFile(path, limit)
  if (read.kind !== 'read') return ''
  const text = Buffer.from(read.bytes).toString('latin1')
  return text.includes('\0') || !text.includes('svscan') ? '' : text
}
