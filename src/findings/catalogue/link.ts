import { symptom } from '../../diagnosis/rule.js'
import type { Entry } from '../../system/system.js'
import { quote } from '../../text/quote.js'
import { defineFinding } from '../definition.js'
import { type Case, cure, item, person, type Remedy } from '../remedy.js'

export const linkDangling = defineFinding({
  id: 'link-dangling',
  severity: 'critical',
  title: 'a link that leads nowhere',
  meaning:
    'The target of a link in the svscan directory is missing or is no directory: the service was moved or removed without its link. The complaint of svscan comes every 5 seconds.',
  *find({ system }) {
    for (const { name, link, directory, problem } of system.entries) {
      if (link === null || directory !== null || isUnreadable(problem)) continue
      yield symptom(
        name,
        [],
        `the link ${quote(name)} leads to no directory: ${quote(link.target)}: ${problem}`,
        { target: link.target, problem },
        { byHand: `make ${quote(link.target)} a service directory, or remove the link` },
      )
    }
  },
  remedy: remedyForLinkDangling,
  bySvreset:
    'removes the link, which svreset restore puts back; where its service still runs, it leaves this to a person',
  byHand: 'make the target a service directory, or remove the link',
  resetEnds: false,
  complains: 'always',
  remedyAsConsequence: false,
  inSnapshot: false,
})

function remedyForLinkDangling({ finding, system }: Case): Remedy {
  const { service: link } = finding
  const entry = system.entries.find(({ name }) => name === link)
  if (link === null || entry?.link == null) return cure('it is gone', [])
  const running = system.supervises.some(
    ({ service, process }) => service === link || process.arguments[1] === link,
  )
  if (running)
    return person(`its service still runs: make ${quote(entry.link.target)} again, then svreset repair`)
  return cure('remove the link; svreset restore puts it back', [
    { cure: 'unlink', item: item({ name: link, service: link, link }) },
  ])
}

/** What no one could look at says nothing of what is there. */
export function isUnreadable(problem: string | null): boolean {
  return problem !== null && !/not a directory|\((?:ENOENT|ENOTDIR|ELOOP|ENAMETOOLONG)\)/.test(problem)
}

export const entryNotALink = defineFinding({
  id: 'entry-not-a-link',
  severity: 'warning',
  title: 'an entry that is no link',
  meaning:
    'A directory or a file lies in the svscan directory itself. A directory is run like a linked one, but a reset cannot take it away and put it back.',
  *find({ system }) {
    for (const { name, kind } of system.entries) {
      if (kind === 'link') continue
      const directory = kind === 'directory'
      yield symptom(
        name,
        [],
        directory
          ? `${quote(name)} is a directory, not a link: a reset would not remove it`
          : `${quote(name)} is neither a link nor a directory: svscan passes it over`,
        { kind: directory ? 'directory' : 'file' },
        {
          byHand: directory
            ? 'move it elsewhere (while its service is stopped) and link it here'
            : 'remove it from the svscan directory',
        },
      )
    }
  },
  remedy: remedyForEntryNotALink,
  bySvreset: 'leaves it to a person',
  byHand: 'move a directory elsewhere while its service is stopped, and link it here; remove a file',
  resetEnds: false,
  complains: 'never',
  remedyAsConsequence: false,
  inSnapshot: false,
})

function remedyForEntryNotALink({ finding }: Case): Remedy {
  return person(
    finding.evidence.kind === 'directory'
      ? 'move it elsewhere while its service is down, and link it here'
      : 'remove it from the svscan directory',
  )
}

export const linkSameDirectory = defineFinding({
  id: 'link-same-directory',
  severity: 'warning',
  title: 'two links to one directory',
  meaning:
    'Two links lead to the same directory, so one of them is superfluous: svscan tells directories apart by their inode and runs this one once.',
  *find({ system }) {
    const first = new Map<string, Entry>()
    for (const entry of system.entries) {
      if (entry.directory === null) continue
      const other = first.get(entry.directory.id)
      if (other === undefined) {
        first.set(entry.directory.id, entry)
        continue
      }
      yield symptom(
        entry.name,
        [],
        `${quote(entry.name)} and ${quote(other.name)} name one directory: svscan runs it once`,
        { directory: entry.directory.path, other: other.name },
      )
    }
  },
  remedy: remedyForLinkSameDirectory,
  bySvreset: 'removes the link that svscan did not start the supervise by; svreset restore puts it back',
  byHand: 'remove one of the two links',
  resetEnds: false,
  complains: 'never',
  remedyAsConsequence: false,
  inSnapshot: false,
})

/** The link that svscan has started its supervise by stays. */
function remedyForLinkSameDirectory({ finding, system }: Case): Remedy {
  const id = system.entries.find(({ name }) => name === finding.service)?.directory?.id
  const twins = system.entries.filter(({ directory }) => directory !== null && directory.id === id)
  const startedBy = new Set(
    system.supervises.flatMap(({ directory, process }) =>
      directory?.id === id ? (process.arguments[1] ?? []) : [],
    ),
  )
  const keep = twins.find(({ link, name }) => link === null || startedBy.has(name)) ?? twins[0]
  const names = twins.flatMap(({ name, link }) => (name === keep?.name || link === null ? [] : [name]))
  return cure(
    'remove the one that svscan did not start it by; svreset restore puts it back',
    names.map(link => ({ cure: 'unlink', item: item({ name: link, service: link, link }) })),
  )
}
