import type { Snapshot } from '../contract/snapshot.js'
import { diagnose } from '../findings/diagnose.js'
import { definitionOf } from '../findings/index.js'
import { pictured } from '../journal/snapshot.js'
import { readUsers } from '../system/users.js'
import { makeStyle } from '../text/style.js'
import { processTree } from './process-tree.js'

interface Framing {
  /** Lines; null: all. */
  readonly most: number | null
  /** Columns; null: whole lines. */
  readonly cut: number | null
}

/** The process tree as a run saw it. Sick processes are marked if the picture shows that they are sick. */
export function pictureLines(seen: Snapshot, { most, cut }: Framing): string[] {
  const system = pictured(seen)
  const findings = diagnose(system).filter(({ id }) => definitionOf(id).inSnapshot)
  const lines = processTree(system, findings, {
    style: makeStyle(false),
    columns: cut ?? 76,
    cut,
    services: null,
    all: true,
    tree: true,
    users: readUsers(),
  })
  if (most === null || lines.length <= most) return lines
  return [...lines.slice(0, most), `  … and ${lines.length - most} more lines`]
}
