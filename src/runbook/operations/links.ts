import type { RecordedLink } from '../../system/link-record.js'
import type { Entry, System } from '../../system/system.js'
import { count } from '../../text/list.js'
import { quote } from '../../text/quote.js'
import type { OperationFacts } from './facts.js'

export const writeManifest: OperationFacts<'write-manifest'> = {
  describe: ({ links }) => `record ${count(links.length, 'link')} in the manifest`,
  lines: ({ links }) =>
    links.length === 0
      ? ['record that there are no links']
      : links.map(({ name, target }) => `record ${quote(name)} -> ${quote(target)}`),
  undo: () => 'nothing',
  movesProcesses: false,
  links: ({ links }) => links.map(link => ({ does: 'note', link })),
  interrupts: null,
  predicts: null,
  // The manifest holds the links, so the journal need not.
  journaled: () => ({ kind: 'write-manifest', links: [] }),
  journaledLines: () => ['write manifest.yaml and restore.sh'],
}

export const unlink: OperationFacts<'unlink'> = {
  describe: ({ link }) => `remove ${link.name}`,
  lines: ({ link }) => [`rm ${quote(link.name)}`],
  undo: ({ link }) => [{ kind: 'link', link }],
  movesProcesses: false,
  links: ({ link }) => [{ does: 'remove', link }],
  interrupts: null,
  predicts: ({ link }, { entries }) => entries.delete(link.name),
}

export const link: OperationFacts<'link'> = {
  describe: ({ link: { name, target } }) => `link ${name} -> ${target}`,
  lines: ({ link: { name, target } }) => [`ln -s ${quote(target)} ${quote(name)}`],
  undo: () => 'nothing',
  movesProcesses: false,
  links: operation => [{ does: 'make', link: operation.link }],
  interrupts: null,
  predicts(operation, { entries, system, initial }) {
    const before = initial.entries.find(({ name }) => name === operation.link.name)
    const entry = before ?? newEntry(operation.link, system)
    if (entry !== null) entries.set(entry.name, entry)
  },
}

/** A link to a directory with a supervise that no entry leads to. Nothing more is known of the directory. */
function newEntry({ name, target, uid, gid }: RecordedLink, system: System): Entry | null {
  const inside = (path: string) =>
    system.supervises.find(({ directory }) => directory?.path === path && !directory.deleted)?.directory
  const own = inside(target)
  if (own == null) return null
  const log = inside(`${target}/log`)
  const directory = {
    ...unknownDirectory,
    ...own,
    log: log == null ? null : { ...unknownDirectory, ...log, log: null },
  }
  const link = { target, uid, gid, modifiedMicroseconds: 0n }
  return { name, kind: 'link', changed: system.time, link, directory, problem: null }
}

const unknownDirectory = {
  ...{ mode: 0o755, uid: 0, gid: 0, normallyDown: false, control: true },
  ...{ status: null, statusProblem: null, statusMalformed: false, logProblem: null },
  run: { kind: 'unreadable', reason: 'not looked at' },
} as const
