import { Option } from 'commander'
import type { CommandContext } from '../../contract/command-context.js'
import type { RunsOptions } from '../runs/options.js'
import type { PruneOptions } from '../runs/prune.js'
import type { RegisterCommand } from './register.js'

export const registerRuns: RegisterCommand = (program, context) => {
  const runs = program
    .command('runs')
    .summary('list earlier runs: what, who, how it ended')
    .description(
      'Without RUN: prints a table of all runs, newest first. With RUN: shows that run step by step, with every command ' +
        'and its output, every signal, who ran it, how it ended, and what to do now if it is unfinished. Only reads.',
    )
    .argument('[RUN]', 'the id of a run, or a part that no other id has')
    .option('--all', 'list all runs, not only the newest and the open ones')
    .option('--json', 'print one JSON object')
    .addOption(new Option('--markdown', 'show RUN as Markdown, for a ticket').conflicts(['json', 'html']))
    .addOption(
      new Option(
        '--html',
        'show RUN as one HTML file, with a timeline and the processes before and after',
      ).conflicts(['json']),
    )
    .addOption(
      new Option(
        '--rehearsed <file>',
        'with --html: show the output of svreset rehearse --json beside the run',
      ).implies({
        html: true,
      }),
    )
    .option('--service-dir <dir>', 'list only runs on this svscan directory')
    .option(
      '--state-dir <dir>',
      'the directory for manifests and journals; default for root: /var/lib/svreset',
    )
    .option('--verbose', 'show every link and every word of a command')
    .option('--utc', 'show times in UTC, not in local time')
    .option('--no-color', 'no colours')
    .addHelpText(
      'after',
      `
  svreset runs
  svreset runs 3f9c
  svreset runs 2026-11-23T15-31-00Z-3f9c --html >report.html`,
    )
    .action(async (run: string | undefined, options: RunsOptions) => {
      context.stdout.write(await tell(run, options, context))
    })

  runs
    .command('prune')
    .summary('remove runs that are closed and old')
    .description(
      'Removes the directory of each run whose last record is older than --keep. Keeps every run that is open or was ' +
        'cut off, the newest run, and each directory that holds anything else than what a run writes.',
    )
    .option('--keep <duration>', 'how long to keep a run, such as 90d; default: keep_runs in the settings')
    .option('-n, --dry-run', 'say what would be removed; remove nothing')
    .option('--json', 'print one JSON object')
    .option(
      '--state-dir <dir>',
      'the directory for manifests and journals; default for root: /var/lib/svreset',
    )
    .option('--trust-owner <user>', 'trust the files of this user like those of root')
    .addHelpText('after', '\n  svreset runs prune --keep 90d --dry-run')
    .action(async (options: PruneOptions) => {
      const { pruneRuns } = await import('../runs/prune.js')
      await pruneRuns(options, context)
    })
}

async function tell(run: string | undefined, options: RunsOptions, context: CommandContext): Promise<string> {
  const { listRuns, showRun } = await import('../runs/show.js')
  return run === undefined ? listRuns(options, context) : showRun(run, options, context)
}
