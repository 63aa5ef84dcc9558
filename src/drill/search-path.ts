import { accessSync, constants, statSync } from 'node:fs'
import { join } from 'node:path'

/** Where the programs of daemontools and of the system are, even if the caller's PATH leaves that out. */
export const systemPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/command'

/** The first executable file of this name in a PATH, or undefined. */
export function findProgram(name: string, path = systemPath): string | undefined {
  return path
    .split(':')
    .filter(directory => directory.startsWith('/'))
    .map(directory => join(directory, name))
    .find(isExecutableFile)
}

function isExecutableFile(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/** Files outside of /usr and of the directories of the system: these programs, and those of daemontools. */
export function programsElsewhere(programs: readonly string[]): string[] {
  const known = [
    'svscan',
    'supervise',
    'readproctitle',
    'multilog',
    'svc',
    'svstat',
    'svok',
    'setlock',
    'setuidgid',
  ]
  const found = [...programs, ...known.flatMap(name => findProgram(name) ?? [])]
  return [...new Set(found)].filter(path => !/^\/(?:usr\/(?!local\/)|s?bin\/)/.test(path))
}
