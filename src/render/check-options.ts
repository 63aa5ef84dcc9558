import type { Style } from '../text/style.js'

export interface CheckText {
  readonly style: Style
  /** Columns to wrap prose at. */
  readonly columns: number
  /** Columns to cut command lines at; null: never (a pipe, a file). */
  readonly cut: number | null
  /** Only these services; null: all. */
  readonly services: ReadonlySet<string> | null
  /** Whether healthy services are shown even where there are many. */
  readonly all: boolean
  /** Names of users, by uid. */
  readonly users: ReadonlyMap<number, string>
}
