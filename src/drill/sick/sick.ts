import { existsSync } from 'node:fs'
import type { Scenario, Stage } from '../scenario.js'
import { idleRun, linkService, makeService, type ServiceOptions } from '../stage/service.js'
import { untilUp } from '../stage/supervision.js'

/** A scenario with one healthy service, nginx, beside the sick one. */
export function sick<const Name extends string>(
  name: Name,
  summary: string,
  setUp: (stage: Stage) => Promise<string>,
): Scenario<Name> {
  return {
    name,
    summary,
    async setUp(stage) {
      await linkService(await makeService('nginx'))
      return await setUp(stage)
    },
  }
}

const silentRun = '#!/bin/sh\nexec sleep 1000000\n'

/** A service in /usr/local, linked; returns its directory. */
export async function linked(name: string, options: ServiceOptions = {}): Promise<string> {
  // Without a log, its output would be in readproctitle's title.
  const run = options.log === false ? silentRun : idleRun
  const directory = await makeService(name, { run, ...options })
  await linkService(directory)
  return directory
}

/** Starts svscan and waits until nginx and these services are up. Returns the pids of these services. */
export async function startWith(stage: Stage, ...directories: string[]): Promise<number[]> {
  await stage.startSvscan()
  const pids = await untilUp('/usr/local/nginx', ...directories)
  const logs = directories.map(directory => `${directory}/log`).filter(existsSync)
  await untilUp('/usr/local/nginx/log', ...logs)
  return pids.slice(1)
}
