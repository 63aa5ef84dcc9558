import type { Launch } from '../system/surroundings.js'

/** What src/starter.ts reads, as JSON, from its standard input. */
export interface StartOrder extends Omit<Launch, 'limits' | 'environment'> {
  readonly environment: Readonly<Record<string, string>>
  /** Options of prlimit(1), `--nofile=1024:4096`; none if all limits are right already. */
  readonly limits: readonly string[]
  /** The path of prlimit(1). */
  readonly prlimit: string
  /** Descriptors of the starter that the program gets; null: /dev/null. */
  readonly input: number | null
  readonly output: number | null
}
