import type { Checked } from '../../check/settle.js'
import type { CommandContext } from '../../contract/command-context.js'
import { UserError } from '../../errors.js'
import { stateDirectory } from '../../journal/state-directory.js'
import { readEarlierRuns } from '../../rehearsal/earlier-runs.js'
import { makeLook } from '../../rehearsal/make-look.js'
import { toJson } from '../../text/json.js'
import { writeOutput } from '../output-file.js'
import type { CheckOptions } from './options.js'

/** `check --save`: writes the shape of the system, whole or not at all. */
export async function saveLook(
  { system, findings }: Checked,
  file: string,
  { stateDir, withArguments }: Pick<CheckOptions, 'stateDir' | 'withArguments'>,
  { environment }: Pick<CommandContext, 'environment'>,
): Promise<void> {
  const history = earlierRuns(system.svscanDirectory, stateDir, environment)
  const look = makeLook({ system, findings, history, withArguments: withArguments ?? false })
  writeOutput(file, `${toJson(look, 1)}\n`, '--save')
}

/** Somebody without a home has no runs. */
export function earlierRuns(
  directory: { readonly path: string; readonly id: string },
  stateDir: string | undefined,
  environment: NodeJS.ProcessEnv,
) {
  try {
    return readEarlierRuns(stateDirectory(stateDir, environment), directory)
  } catch (error) {
    if (error instanceof UserError) return []
    throw error
  }
}
