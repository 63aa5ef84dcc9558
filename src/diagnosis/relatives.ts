import type { Family, Process } from '../system/process.js'
import { quote } from '../text/quote.js'

/** What people say to a supervisor of another family, by the letter of svc; `status`: what svstat is for. */
const commands: Readonly<Record<Exclude<Family, 'other'>, Readonly<Record<Saying, string>>>> = {
  runit: { u: 'sv up', d: 'sv down', c: 'sv cont', k: 'sv kill', status: 'sv status' },
  s6: { u: 's6-svc -u', d: 's6-svc -d', c: 's6-svc -c', k: 's6-svc -k', status: 's6-svstat' },
}

export type Saying = 'u' | 'd' | 'c' | 'k' | 'status'

/** The command for it, on this directory. */
export function commandOf(family: Family, saying: Saying, directory: string): string {
  if (family === 'other') return `use the commands of its own supervisor on ${quote(directory)}`
  return `${commands[family][saying]} ${quote(directory)}`
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
    return `sv status ${path}/*; sv restart ${path}/NAME; runsvdir looks at its links by itself; svreset run reset-runit is the reset for it`
  if (family === 's6')
    return `s6-svstat ${path}/NAME; s6-svc -r ${path}/NAME; after a change of its links s6-svscanctl -an ${path}; svreset run reset-s6 is the reset for it`
  return 'use the commands of that supervisor'
}
