import type { Scenario, Stage } from '../../scenario.js'
import { processTable } from '../../stage/process-table.js'
import { linkService, makeService } from '../../stage/service.js'
import { untilUp, withLog } from '../../stage/supervision.js'
import { until } from '../../stage/until.js'

/** Nothing is wrong in any of these, though each looks as if: svreset check is happy, and svreset repair does nothing. */
export function unusual(
  name: string,
  summary: string,
  setUp: (stage: Stage) => Promise<string>,
  more: Pick<Scenario, 'checkedWith'> = {},
): Scenario {
  return {
    name,
    summary: `nothing wrong: ${summary}`,
    ...more,
    async setUp(stage) {
      await linkService(await makeService('nginx'))
      return await setUp(stage)
    },
  }
}

/** Makes and starts tinydns beside nginx, and waits for both. */
export async function tinydnsRuns(stage: Stage, script: string): Promise<string> {
  const directory = await makeService('tinydns', { run: runOf(script) })
  await linkService(directory)
  await startWithNginx(stage, ...withLog(directory))
  return directory
}

/** Starts svscan, and waits for nginx and these. */
export async function startWithNginx(stage: Stage, ...directories: string[]): Promise<void> {
  await stage.startSvscan()
  await untilUp(...withLog('/usr/local/nginx'), ...directories)
}

/** The text of a run that says nothing in the title of readproctitle. */
export function runOf(script: string): string {
  return `#!/bin/sh\nexec 2>&1\n${script}\n`
}

/** Waits until a process with this title runs, in this directory if one is given, and returns its pid. */
export async function untilRuns(title: string, where?: string): Promise<number> {
  return await until(
    `${title} to run`,
    () =>
      processTable().find(
        ({ args, directory }) =>
          args.join(' ').startsWith(title) && (where === undefined || directory === where),
      )?.pid,
  )
}
