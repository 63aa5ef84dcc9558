import { hostname } from 'node:os'
import { posix } from 'node:path'
import type { RecordedLink } from '../system/link-record.js'
import { formatMicroseconds } from '../system/link-time.js'
import type { JournalLine } from './journal-entry.js'
import { countUnknown } from './later-version.js'
import type { Manifest } from './manifest.js'
import { isRunId } from './state-directory.js'

/** Reasons, in words, against putting the links of this manifest back. `records`: of the journal beside it, if there is one. */
export function doubtsAbout(
  manifest: Manifest,
  directory: string,
  records: readonly JournalLine[],
): string[] {
  const { run, host, serviceDirectory, links } = manifest
  const here = hostname()
  const beside = posix.basename(directory)
  const started = records.find(record => record.event === 'started')
  const snapshot = records.find(record => record.event === 'snapshot')?.snapshot
  const unknown = countUnknown(records)
  const doubts: string[] = []
  if (host !== here) doubts.push(`the manifest was written on ${host}, and this is ${here}`)
  if (isRunId(beside) && beside !== run) doubts.push(`the manifest in ${directory} is that of run ${run}`)
  if (started !== undefined && started.svscanDirectory.path !== serviceDirectory)
    doubts.push(`the manifest is of ${serviceDirectory}, and the run was on ${started.svscanDirectory.path}`)
  if (snapshot !== undefined) doubts.push(...edits(linksSeen(snapshot), links))
  if (unknown > 0)
    doubts.push(
      `a later version of svreset wrote the journal: this version does not know ${unknown} of its lines`,
    )
  return doubts
}

type Snapshot = Extract<JournalLine, { event: 'snapshot' }>['snapshot']

function linksSeen({ entries }: Snapshot): Map<string, RecordedLink> {
  return new Map(
    entries.flatMap(({ name, link }): [string, RecordedLink][] => {
      if (link === null) return []
      const { target, uid, gid, modifiedMicroseconds } = link
      const modified = formatMicroseconds(BigInt(modifiedMicroseconds))
      return [[name, { name, target, directory: null, uid, gid, modified }]]
    }),
  )
}

/** How a manifest was edited, compared with what the run saw at its start. */
function edits(snapshot: ReadonlyMap<string, RecordedLink>, links: readonly RecordedLink[]): string[] {
  const listed = new Set(links.map(({ name }) => name))
  const words = [
    ...links.flatMap(link => {
      const was = snapshot.get(link.name)
      if (was === undefined) return [`${link.name} was not there when the run began`]
      if (was.target !== link.target) return [`${link.name} led to ${was.target}, not to ${link.target}`]
      const same = was.uid === link.uid && was.gid === link.gid && was.modified === link.modified
      return same ? [] : [`${link.name} had another owner or time`]
    }),
    ...[...snapshot.keys()].filter(name => !listed.has(name)).map(name => `${name} is left out`),
  ]
  if (words.length === 0) return []
  const more = words.length > most ? `; and ${words.length - most} more` : ''
  return [`the manifest was edited: ${words.slice(0, most).join('; ')}${more}`]
}

const most = 5
