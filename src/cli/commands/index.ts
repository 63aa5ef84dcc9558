import { registerApply } from './apply.js'
import { registerCheck } from './check.js'
import { registerCompletion } from './completion.js'
import { registerDocs } from './docs.js'
import { registerDrill } from './drill.js'
import { registerExplain } from './explain.js'
import type { RegisterCommand } from './register.js'
import { registerRehearse } from './rehearse.js'
import { registerRepair } from './repair.js'
import { registerReset } from './reset.js'
import { registerRestore } from './restore.js'
import { registerResume } from './resume.js'
import { registerRotate } from './rotate.js'
import { registerRun } from './run.js'
import { registerRunbook } from './runbook.js'
import { registerRuns } from './runs.js'
import { registerSchema } from './schema.js'

/** Every command by its name, in the order that `svreset --help` lists them. */
export const commands: ReadonlyMap<string, RegisterCommand> = new Map([
  ['reset', registerReset],
  ['check', registerCheck],
  ['explain', registerExplain],
  ['rehearse', registerRehearse],
  ['repair', registerRepair],
  ['restore', registerRestore],
  ['resume', registerResume],
  ['rotate', registerRotate],
  ['run', registerRun],
  ['apply', registerApply],
  ['runbook', registerRunbook],
  ['runs', registerRuns],
  ['schema', registerSchema],
  ['drill', registerDrill],
  ['completion', registerCompletion],
  ['docs', registerDocs],
])
