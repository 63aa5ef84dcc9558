import { readRegularFile, tryLstat } from './read.js'

/** The text of the file `down` that a run adds. Its first line tells that it is svreset's, and of which run. */
export function downText(run: string): string {
  return `svreset ${run}
svreset keeps this service down, as somebody has ordered, while it restarts supervise.
The run removes this file at its end. So do svreset resume and svreset restore.
`
}

/** The run that added this file `down`; null: somebody else did, or there is none. */
export function keeperOf(path: string): string | null {
  if (tryLstat(path)?.isFile() !== true) return null
  const read = readRegularFile(path, 256)
  if (read.kind !== 'read') return null
  return /^svreset ([\w-]{1,60})\n/.exec(read.bytes.toString('latin1'))?.[1] ?? null
}
