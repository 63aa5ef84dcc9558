import { readRegularFile } from '../system/read.js'
import { readFirstRecord } from './journal.js'

/** When a run was begun, by what it wrote down itself. */
export interface RunPosition {
  readonly run: string
  /** Which run it is of its state directory; 0 in records of versions that did not count. */
  readonly sequence: number
  readonly time: string
}

/** Newest last. A name is only as right as the clock was; the number in the record goes on when the clock goes back. */
export function inOrder(positions: readonly RunPosition[]): string[] {
  return positions
    .toSorted((a, b) => a.sequence - b.sequence || compare(a.time, b.time) || compare(a.run, b.run))
    .map(({ run }) => run)
}

export function positionOf(runs: string, run: string): RunPosition {
  const journal = `${runs}/${run}/journal.jsonl`
  const known = positions.get(journal)
  if (known !== undefined) return known
  const first = readFirstRecord(journal)
  if (first?.event === 'started') {
    const position = { run, sequence: first.sequence ?? 0, time: first.time }
    positions.set(journal, position)
    return position
  }
  // A crash may have emptied the journal.
  const read = readRegularFile(`${runs}/${run}/manifest.yaml`, headLimit)
  const head = read.kind === 'read' ? read.bytes.toString('latin1') : ''
  return {
    run,
    sequence: Number(/^sequence: (\d{1,15})$/m.exec(head)?.[1] ?? 0),
    time: /^created: ([\d:.TZ-]+)$/m.exec(head)?.[1] ?? timeOfName(run),
  }
}

/** By the journal: once it is whole, its first record never changes. */
const positions = new Map<string, RunPosition>()

/** The number is in the first lines. */
const headLimit = 4096

function timeOfName(run: string): string {
  return run.slice(0, 20).replace(/T(\d\d)-(\d\d)-/, 'T$1:$2:')
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
