import type { z } from 'zod'
import type { Finding } from './finding.js'
import type { Immutable } from './schemas/parts.js'
import type { ignoreSchema, settingsSchema } from './schemas/settings.js'

/** What this site has chosen, in /etc/svreset/config.yaml. An option of the command line wins. */
export type Settings = Omit<Immutable<z.infer<typeof settingsSchema>>, 'version'>

/** A finding that this site accepts for a while. */
export type IgnoreRule = Immutable<z.infer<typeof ignoreSchema>>

/** It is told with its reason, and does not count. */
export interface IgnoredFinding {
  readonly finding: Finding
  readonly rule: IgnoreRule
}
