import type { TestDrill } from './drill.js'
import { staging, untilUp } from './staging.js'

/** An ordinary user of the drills, who may write below this directory and nowhere else. */
export const uid = 12345
export const home = '/usr/local/home'

/** The argv that runs what follows as this user; without supplementary groups, unless some are named. */
export const asUser = (...groups: number[]): string[] => [
  'setpriv',
  `--reuid=${uid}`,
  `--regid=${uid}`,
  groups.length === 0 ? '--clear-groups' : `--groups=${groups.join(',')}`,
  '--',
]

/** Shell text: makes the user's home. */
export const makeHome = `mkdir ${home}; chown ${uid}:${uid} ${home}`

/** The user's own svscan, on one service of the user's, started as given; returns its directory when the service is up. */
export async function startOwnSvscan(
  drill: TestDrill,
  argv: readonly string[],
  { errors = false }: { readonly errors?: boolean } = {},
): Promise<string> {
  const directory = `${home}/service`
  await drill.sh(`${staging}
    mkdir ${directory}; service ${home}/a; ln -s ../a ${directory}/a; chown -R -h ${uid}:${uid} ${home}`)
  const piped = ['sh', '-c', '"$@" 2>&1 | readproctitle service errors: ................', 'sh']
  const command = [...argv, 'setsid', ...(errors ? piped : []), 'svscan', directory]
  drill.spawn(command, { stdio: 'ignore' })
  await untilUp(drill, `${directory}/a`)
  return directory
}

/** Shell text that prints the pid of the user's svscan. */
export const ownSvscan = `pgrep -xf 'svscan ${home}/service'`
