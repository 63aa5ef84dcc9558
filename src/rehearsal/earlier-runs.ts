import type { LookJson } from '../contract/schemas/look.js'
import { effectOf } from '../journal/effect.js'
import { parseJournal } from '../journal/journal.js'
import type { JournalLine } from '../journal/journal-entry.js'
import { toJournalLine } from '../journal/journal-schema.js'
import { lastTimeOf } from '../journal/last-time.js'
import { listRuns, runDirectory } from '../journal/state-directory.js'
import { readWholeFile } from '../system/read.js'

type Earlier = LookJson['history'][number]

/** So many of the newest runs are looked at. */
const mostRead = 50
const sizeLimit = 128 * 1024 * 1024

/** What the newest finished run of each runbook on this directory has measured. Only reads. */
export function readEarlierRuns(
  stateDir: string,
  svscanDirectory: { readonly path: string; readonly id: string },
): Earlier[] {
  const found = new Map<string, Earlier>()
  for (const run of listRuns(stateDir).reverse().slice(0, mostRead)) {
    const read = readWholeFile(`${runDirectory(stateDir, run)}/journal.jsonl`, sizeLimit)
    if (read.kind !== 'read') continue
    const { records } = parseJournal(Buffer.from(read.bytes).toString('utf8'))
    const entries = records.flatMap(record => toJournalLine(record) ?? [])
    const last = lastTimeOf(run, entries)
    if (last === null || found.has(last.runbook)) continue
    if (last.directory.id !== svscanDirectory.id && last.directory.path !== svscanDirectory.path) continue
    found.set(last.runbook, measured(run, last.runbook, last.took, entries))
  }
  return [...found.values()].slice(0, 16)
}

/** Pure: a fold over the journal of one run. */
export function measured(
  run: string,
  runbook: string,
  took: ReadonlyMap<string, number>,
  entries: readonly JournalLine[],
): Earlier {
  const orders = entries.flatMap(each => (each.event === 'intent' ? [Date.parse(each.time)] : []))
  const effect = effectOf(run, entries)
  const killed = new Set(effect?.killed.map(({ what }) => what))
  return {
    run,
    runbook,
    steps: [...took].map(([step, ms]) => ({ step, ms })),
    services: (effect?.services ?? []).flatMap(({ name, absences: [first] }) => {
      // Nobody knows how long it took to stop if only the looks of the run tell.
      if (first?.exact !== true) return []
      const ordered = orders.findLast(at => at <= first.from)
      if (ordered === undefined) return []
      return [{ name, stopMs: first.from - ordered, killed: killed.has(name) }]
    }),
  }
}
