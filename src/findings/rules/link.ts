import { type Rule, symptom } from '../../diagnosis/rule.js'
import type { Entry } from '../../system/system.js'
import { quote } from '../../text/quote.js'

export const linkDangling: Rule = {
  id: 'link-dangling',
  severity: 'critical',
  mendedBy: 'person',
  *find({ system }) {
    for (const { name, link, directory, problem } of system.entries) {
      if (link === null || directory !== null || isUnreadable(problem)) continue
      yield symptom(
        name,
        [],
        `the link ${quote(name)} leads to no directory`,
        { target: link.target, problem },
        `make ${quote(link.target)} a service directory, or remove the link`,
      )
    }
  },
}

/** What no one could look at says nothing of what is there. */
export function isUnreadable(problem: string | null): boolean {
  return problem !== null && !/not a directory|\((?:ENOENT|ENOTDIR|ELOOP|ENAMETOOLONG)\)/.test(problem)
}

export const entryNotALink: Rule = {
  id: 'entry-not-a-link',
  severity: 'warning',
  mendedBy: 'person',
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
        directory
          ? 'move it elsewhere (while its service is stopped) and link it here'
          : 'remove it from the service directory',
      )
    }
  },
}

export const linkSameDirectory: Rule = {
  id: 'link-same-directory',
  severity: 'warning',
  mendedBy: 'person',
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
        'remove one of the two links',
      )
    }
  },
}
