import type { Operation } from '../../src/contract/operation.js'
import type { Snapshot } from '../../src/contract/snapshot.js'
import { buildHistory } from '../../src/history/build-history.js'
import type { RunHistory } from '../../src/history/history.js'
import type { JournalEntry, JournalLine } from '../../src/journal/journal-entry.js'
import type { RecordedLink } from '../../src/system/link-record.js'
import type { Process } from '../../src/system/process.js'

export const run = '2026-11-23T15-31-00Z-3f9c'
const begun = Date.parse('2026-11-23T15:31:00.000Z')

/** A record every 100 ms, unless an entry comes with its own `at` (milliseconds from the beginning). */
export function recordsOf(entries: readonly (JournalEntry & { readonly at?: number })[]): JournalLine[] {
  return entries.map(({ at, ...entry }, index) => ({
    ...(entry as JournalEntry),
    time: new Date(begun + (at ?? index * 100)).toISOString(),
  }))
}

export function tell(...entries: readonly (JournalEntry & { readonly at?: number })[]): RunHistory {
  return buildHistory({
    records: recordsOf(entries),
    damage: { journal: null, lines: [], torn: false, unknown: 0 },
    run,
    directory: `/var/lib/svreset/runs/${run}`,
  })
}

/** Milliseconds from the beginning. */
export function since(time: number | null | undefined): number | null {
  return time == null ? null : time - begun
}

const session = { bootId: 'boot', pid: 100 }

export const started: JournalEntry = {
  ...session,
  event: 'started',
  run,
  runbook: { name: 'reset', digest: 'd1a9', title: 'Reset daemontools' },
  svscanDirectory: { path: '/etc/service', id: '1:2' },
  operator: { uid: 0, user: 'root', sudoUser: 'rachel' },
  steps: [
    { id: 'remove', name: 'Empty the svscan directory' },
    { id: 'stop', name: 'Stop every service' },
    { id: 'links', name: 'Put the links back' },
  ],
}

export const resumed: JournalEntry = {
  ...session,
  event: 'resumed',
  pid: 200,
  operator: { uid: 0, user: 'root', sudoUser: 'joe' },
}

export function link(name: string): RecordedLink {
  const directory = `/usr/local/${name}`
  return { name, target: directory, directory, uid: 0, gid: 0, modified: '2026-08-03T10:00:00.000000Z' }
}

export function intent(step: string, ...operations: Operation[]): JournalEntry {
  return { event: 'intent', step, operations }
}

export const remove = intent('remove', { kind: 'unlink', link: link('nginx') })
export const putBack = intent('links', { kind: 'link', link: link('nginx') })

export function outcome(step: string, status: 'done' | 'failed' | 'skipped' = 'done', durationMs = 50) {
  return { event: 'outcome', step, status, durationMs } as const
}

export function command(...argv: string[]): Operation {
  return { kind: 'command', argv, cwd: '/' }
}

export function result(step: string, argv: readonly string[], output = '', exitCode = 0): JournalEntry {
  return { event: 'command', step, argv: argv.slice(0, 2), exitCode, durationMs: 11, output }
}

export function ended(status: 'done' | 'failed' | 'stopped' | 'refused'): JournalEntry {
  return {
    event: 'ended',
    status,
    exitCode: status === 'done' ? 0 : 1,
    links: 'in-place',
    left: snapshotOf(),
  }
}

export function snapshotOf(...processes: readonly Process[]): Snapshot {
  return {
    ...{ time: begun, ticks: 1000, ticksPerSecond: 100, host: 'lingling', bootId: 'boot' },
    svscanDirectory: { path: '/etc/service', id: '1:2', mode: 0o755, uid: 0, gid: 0 },
    entries: [],
    processes,
  }
}

export function processOf(pid: number, parent: number, words: readonly string[]): Process {
  return {
    ...{ pid, parent, startTime: pid, processGroup: pid, session: pid, terminal: 0, state: 'S', uid: 0 },
    command: words[0]?.slice(0, 15) ?? '',
    arguments: words,
    workingDirectory: { path: '/etc/service', deleted: false, id: '1:2' },
    descriptors: {},
  }
}
