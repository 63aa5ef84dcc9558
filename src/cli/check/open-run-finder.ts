import type { CommandContext } from '../../contract/command-context.js'
import type { OpenRun } from '../../contract/open-run.js'
import { findOpenRun } from '../../journal/open-run.js'
import { fileId, tryStat } from '../../system/read.js'
import type { CheckOptions } from './options.js'

/** Asked before each look: a run may begin, or end, between two. */
export function openRunFinder(
  path: string,
  { stateDir }: Pick<CheckOptions, 'stateDir'>,
  { environment }: Pick<CommandContext, 'environment'>,
): () => OpenRun | null {
  return () => {
    const stats = tryStat(path)
    return stats === null ? null : findOpenRun({ path, id: fileId(stats) }, stateDir, environment)
  }
}
