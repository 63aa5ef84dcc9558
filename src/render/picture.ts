import type { Snapshot } from '../contract/snapshot.js'
import { diagnose } from '../findings/diagnose.js'
import { definitionOf } from '../findings/index.js'
import { pictured } from '../journal/snapshot.js'
import type { Process } from '../system/process.js'
import { readUsers } from '../system/users.js'
import { makeStyle } from '../text/style.js'
import type { Sign } from './check-options.js'
import { processTree } from './process-tree.js'

interface Framing {
  /** The picture beside it: a process that it does not have is marked. */
  readonly other?: Snapshot | null
  readonly sign?: '+' | '-'
  /** Lines; null: all. */
  readonly most: number | null
  /** Columns; null: whole lines. */
  readonly cut: number | null
}

/** The process tree as a run saw it. Sick processes are marked if the picture shows that they are sick. */
export function pictureLines(seen: Snapshot, { most, cut, other = null, sign = '+' }: Framing): string[] {
  const system = pictured(seen)
  const findings = diagnose(system).filter(({ id }) => definitionOf(id).inSnapshot)
  const lines = processTree(system, findings, {
    style: makeStyle(false),
    columns: cut ?? 72,
    cut,
    services: null,
    // What has not changed is not worth a line beside the other picture.
    all: other === null,
    tree: other === null ? 'all' : 'sick',
    users: readUsers(),
    ...(other === null ? {} : { signOf: beside(other, sign) }),
  })
  if (most === null || lines.length <= most) return lines
  return [...lines.slice(0, most), `  … and ${lines.length - most} more lines`]
}

function beside({ processes }: Snapshot, sign: '+' | '-'): (process: Process) => Sign {
  const others = new Map(processes.map(process => [key(process), process]))
  return process => {
    const other = others.get(key(process))
    if (other === undefined) return sign
    return isHalted(process) === isHalted(other) ? ' ' : '~'
  }
}

function key({ pid, startTime }: Process): string {
  return `${pid}@${startTime}`
}

/** Stopped, or defunct. */
function isHalted({ state }: Process): boolean {
  return ['T', 'Z', 'X'].includes(state)
}
