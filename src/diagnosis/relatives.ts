import type { Family, Process } from '../system/process.js'
import { quote } from '../text/quote.js'

/** What people say to a supervisor, whatever its family. */
export type Saying = 'up' | 'down' | 'continue' | 'kill' | 'status'

const sayings: Readonly<Record<Exclude<Family, 'other'> | 'daemontools', Readonly<Record<Saying, string>>>> =
  {
    daemontools: { up: 'svc -u', down: 'svc -d', continue: 'svc -c', kill: 'svc -k', status: 'svstat' },
    runit: { up: 'sv up', down: 'sv down', continue: 'sv cont', kill: 'sv kill', status: 'sv status' },
    s6: {
      up: 's6-svc -u',
      down: 's6-svc -d',
      continue: 's6-svc -c',
      kill: 's6-svc -k',
      status: 's6-svstat',
    },
  }

/** The command for it, on this directory. null: that of daemontools. */
export function commandOf(family: Family | null, saying: Saying, directory: string): string {
  if (family === 'other') return `use the commands of its own supervisor on ${quote(directory)}`
  return `${sayings[family ?? 'daemontools'][saying]} ${quote(directory)}`
}

/** As a person knows it: busybox has several programs in one. */
export function supervisorName({ command, relative }: Process): string {
  if (relative === undefined) return command
  const { family, is } = relative
  return family === 'other' ? command : names[family][is]
}

/** What should look at a directory of links of this family. */
export function scannerName(family: Family): string {
  return family === 'other' ? 'scanner' : names[family].scanner
}

const names = {
  runit: { scanner: 'runsvdir', supervisor: 'runsv' },
  s6: { scanner: 's6-svscan', supervisor: 's6-supervise' },
} as const

/** Of a whole directory. */
export function ownCommands(family: Family, directory: string): string {
  const path = quote(directory)
  if (family === 'runit')
    return `sv status ${path}/*; sv restart ${path}/NAME; runsvdir looks at its links by itself`
  if (family === 's6')
    return `s6-svstat ${path}/NAME; s6-svc -r ${path}/NAME; after a change of its links s6-svscanctl -an ${path}`
  return 'use the commands of that supervisor'
}
