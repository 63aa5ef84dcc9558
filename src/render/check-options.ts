import type { IgnoredFinding } from '../contract/settings.js'
import type { Process } from '../system/process.js'
import type { Style } from '../text/style.js'

export interface CheckText {
  readonly style: Style
  /** Columns for wrapped text. */
  readonly columns: number
  /** Columns for command lines, which are cut; null: never cut (a pipe, a file). */
  readonly cut: number | null
  /** Only these services; null: all. */
  readonly services: ReadonlySet<string> | null
  /** Findings that do not count. */
  readonly ignored?: readonly IgnoredFinding[]
  /** Whether to show healthy services even if there are many. */
  readonly all: boolean
  /** When to draw the process tree: for what is sick, always and whole, or never. */
  readonly tree: 'sick' | 'all' | 'none'
  /** Beside another picture: how a process differs from there. */
  readonly signOf?: (process: Process) => Sign
  /** Names of users, by uid. */
  readonly users: ReadonlyMap<number, string>
}

/** It is new, it has gone, it is in another state, or it is as there. */
export type Sign = '+' | '-' | '~' | ' '
