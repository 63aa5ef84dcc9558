import { checkUntilSettled } from '../../check/settle.js'
import type { CommandContext } from '../../contract/command-context.js'
import type { LookJson } from '../../contract/schemas/look.js'
import { makeLook } from '../../rehearsal/make-look.js'
import { findSvscanDirectory } from '../../system/find-svscan-directory.js'
import { requireOwnRoot } from '../../system/own-root.js'
import { openRunFinder } from '../check/open-run-finder.js'
import { waitNote } from '../check/options.js'
import { earlierRuns } from '../check/save-look.js'
import { readSettings } from '../settings/read-settings.js'
import type { RehearseOptions } from './options.js'

/** Looks at the system as svreset check does, and keeps its shape. Only reads. */
export async function takeLook(
  { serviceDir, stateDir }: RehearseOptions,
  context: CommandContext,
): Promise<LookJson> {
  const settings = await readSettings()
  const directory = findSvscanDirectory(serviceDir ?? settings.service_directory)
  requireOwnRoot(directory)
  const { system, findings } = await checkUntilSettled(directory, {
    brief: false,
    findRun: openRunFinder(directory, stateDir === undefined ? {} : { stateDir }, context),
    matters: () => true,
    onWait: (doubts, settle) => context.warn(waitNote(doubts, settle)),
  })
  const history = earlierRuns(system.svscanDirectory, stateDir, context.environment)
  return makeLook({ system, findings, history, withArguments: false })
}
