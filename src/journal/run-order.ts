import { readRegularFile } from '../system/read.js'
import { readFirstRecord } from './journal.js'

/** When a run began, by its own record. */
export interface RunPosition {
  readonly run: string
  /** The number of the run in its state directory; 0 in records of versions that did not count. */
  readonly sequence: number
  readonly time: string
}

/** Newest last. The time in an id is only as right as the clock was. The number keeps growing when somebody sets the clock back. */
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

/** From the journal: once it is whole, its first entry never changes. */
const positions = new Map<string, RunPosition>()

/** The number is in the first lines. */
const headLimit = 4096

function timeOfName(run: string): string {
  return run.slice(0, 20).replace(/T(\d\d)-(\d\d)-/, 'T$1:$2:')
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
