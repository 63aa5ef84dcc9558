import type { Scenario, Stage } from '../scenarios.js'
import { linkService, makeService, type ServiceOptions } from '../stage/service.js'
import { untilUp, withLog } from '../stage/supervision.js'

/** A scenario with one healthy service, nginx, beside what is sick. */
export function sick(name: string, summary: string, setUp: (stage: Stage) => Promise<string>): Scenario {
  return {
    name,
    summary,
    async setUp(stage) {
      await linkService(await makeService('nginx'))
      return await setUp(stage)
    },
  }
}

/** A service in /usr/local, linked; returns its directory. */
export async function linked(name: string, options: ServiceOptions = {}): Promise<string> {
  const directory = await makeService(name, options)
  await linkService(directory)
  return directory
}

/** Starts svscan and waits until nginx and these services (with a log each) are up; returns the pids of the latter. */
export async function startWith(stage: Stage, ...directories: string[]): Promise<number[]> {
  await stage.startSvscan()
  const pids = await untilUp('/usr/local/nginx', ...directories)
  await untilUp(...directories.map(directory => withLog(directory)[1]))
  return pids.slice(1)
}
