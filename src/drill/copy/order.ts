import type { LookJson } from '../../contract/schemas/look.js'

/** How the stand-in for the program of a service behaves. */
export interface StandIn {
  /** Milliseconds from SIGTERM to its end. */
  readonly stopMs: number
  readonly ignoresTerm: boolean
  /** Processes that it starts, and leaves behind when it ends. */
  readonly children: number
  /** It has begun a line and does not end it. */
  readonly partialLine: boolean
}

/** What the outer svreset tells the inner one, which builds the copy. */
export interface CopyOrder {
  readonly look: LookJson
  /** By the name of the service; a service without one gets a stand-in that stops at once. */
  readonly standIns: Readonly<Record<string, StandIn>>
  /** Files that the command inside reads, such as a site's runbook. */
  readonly files: readonly { readonly path: string; readonly text: string; readonly executable?: boolean }[]
}

/** What the inner one answers. */
export interface CopyBuilt {
  readonly services: number
  /** What could not be copied, in words, with the service; null: it concerns svscan. */
  readonly missing: readonly NotCopied[]
}

export interface NotCopied {
  readonly service: string | null
  readonly what: string
}
