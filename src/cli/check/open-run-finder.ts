import type { CommandContext } from '../../contract/command-context.js'
import type { OpenRun } from '../../contract/open-run.js'
import { candidateRuns } from '../../journal/candidate-runs.js'
import { fileId, tryStat } from '../../system/read.js'
import type { CheckOptions } from './options.js'

/**
 * The run on this directory that is at work, or that nobody has finished. Asked before each look: a run may begin, or
 * end, between two. What reads a journal and its schema is loaded only if there is one to read.
 */
export function openRunFinder(
  path: string,
  { stateDir }: Pick<CheckOptions, 'stateDir'>,
  { environment }: Pick<CommandContext, 'environment'>,
): () => Promise<OpenRun | null> {
  return async () => {
    const stats = tryStat(path)
    if (stats === null) return null
    const here = { path, id: fileId(stats) }
    for (const candidate of candidateRuns(here, stateDir, environment)) {
      const { tellRun } = await import('../../journal/open-run.js')
      const told = tellRun(candidate, here)
      if (told !== null) return told
    }
    return null
  }
}
