import type { RecordedLink } from './link-record.js'
import { parseMicroseconds } from './link-time.js'
import { observeLinkOut } from './observe-directory.js'
import { logNameOf } from './pairs.js'
import { isProgram } from './process.js'
import type { Entry, Observation } from './system.js'

/** The recorded links that are not there. */
export function linksOut(
  svscanDirectory: string,
  entries: readonly Entry[],
  recorded: readonly RecordedLink[],
): Entry[] {
  const there = new Set(entries.map(({ name }) => name))
  return recorded
    .filter(({ name }) => !there.has(name))
    .map(({ name, target, uid, gid, modified }) =>
      observeLinkOut(svscanDirectory, {
        ...{ name, target, uid, gid },
        modifiedMicroseconds: parseMicroseconds(modified) ?? 0n,
      }),
    )
}

/** What a supervise of this svscan runs in a directory that no entry names: somebody has removed the link. */
export function superviseOnly({
  svscanDirectory,
  entries,
  processes,
}: Pick<Observation, 'entries' | 'processes'> & { readonly svscanDirectory: string }): Entry[] {
  // A supervise that has just been started is still in the svscan directory.
  const named = new Set([svscanDirectory, ...entries.flatMap(({ directory: d }) => [d?.id, d?.log?.id])])
  const names = new Set(entries.map(({ name }) => name))
  const found: Entry[] = []
  for (const process of processes.values()) {
    const { workingDirectory: at, arguments: words } = process
    const [, name = ''] = words
    if (!isProgram(process, 'supervise') || at === null || at.deleted || named.has(at.id)) continue
    const parent = processes.get(process.parent)
    if (parent === undefined || !isProgram(parent, 'svscan')) continue
    // A log goes by the name of the service that it is the log of.
    if (parent.workingDirectory?.id !== svscanDirectory || name === 'log' || names.has(name)) continue
    if (logNameOf(parent) === name) continue
    const entry = observeLinkOut('/', { name, target: at.path, uid: 0, gid: 0, modifiedMicroseconds: 0n })
    if (entry.directory?.id !== at.id) continue
    names.add(name)
    found.push({ ...entry, link: null })
  }
  return found
}
