import type { CommandOutcome } from '../../contract/command.js'
import type { ProcessId } from '../../system/process.js'
import { isStill } from '../../system/process-table.js'
import { runCommand } from './commands.js'
import { OperationFailed } from './operation-failed.js'

/** prlimit(1): Node has no setrlimit. */
export async function limitOpenFiles(
  {
    process,
    openFiles,
    what,
  }: { readonly process: ProcessId; readonly openFiles: string; readonly what: string },
  ranCommand: (outcome: CommandOutcome) => void,
): Promise<void> {
  if (!isStill(process)) return
  const outcome = await runCommand({
    argv: ['prlimit', '--pid', String(process.pid), `--nofile=${openFiles}`],
    cwd: '/',
  })
  ranCommand(outcome)
  if (outcome.exitCode !== 0)
    throw new OperationFailed(
      `unable to raise the limit of open files of ${what}, pid ${process.pid}`,
      outcome.output.trim(),
    )
}
