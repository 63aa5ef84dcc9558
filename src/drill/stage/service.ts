import { chmod, chown, symlink } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { ensureDir, outputFile } from 'fs-extra/esm'
import { userNobody } from './users.js'

/** The svscan directory of a drill, and of Debian's svscanboot. */
export const svscanDirectory = '/etc/service'

/** The directory for the service directories of a drill. The links lead there. */
export const serviceHome = '/usr/local'

/** A service that stays up and says so once. */
export const idleRun = `#!/bin/sh
exec 2>&1
echo starting
exec sleep 1000000
`

export interface ServiceOptions {
  /** The text of `run`; default: a service that stays up. */
  readonly run?: string
  /** Whether there is a file `down`: then the service is normally down. */
  readonly down?: boolean
  /** Whether there is a log, or the arguments of its multilog; default `t ./main`. */
  readonly log?: boolean | string
  /** Whether the log runs as nobody, as most logs do; default true. A user namespace has no nobody: then it runs as root. */
  readonly logAsNobody?: boolean
  /** The directory to make; default /usr/local/NAME. */
  readonly directory?: string
}

/** Makes a service directory, with a log by default, and returns its path. */
export async function makeService(name: string, options: ServiceOptions = {}): Promise<string> {
  const directory = options.directory ?? join(serviceHome, name)
  await writeProgram(join(directory, 'run'), options.run ?? idleRun)
  if (options.down) await outputFile(join(directory, 'down'), '')
  if (options.log !== false) await makeLog(directory, options)
  return directory
}

/** Makes `log` in a service directory: a multilog that writes to `log/main`. */
export async function makeLog(directory: string, options: Pick<ServiceOptions, 'log' | 'logAsNobody'> = {}) {
  const script = typeof options.log === 'string' ? options.log : 't ./main'
  const nobody = options.logAsNobody === false ? undefined : await userNobody()
  const as = nobody === undefined ? '' : 'setuidgid nobody '
  const main = join(directory, 'log', 'main')
  await ensureDir(main)
  if (nobody !== undefined) await chown(main, nobody.uid, nobody.gid)
  await writeProgram(join(directory, 'log', 'run'), `#!/bin/sh\nexec ${as}multilog ${script}\n`)
}

/** Links a service directory into the svscan directory and returns the link's path. */
export async function linkService(directory: string, name = basename(directory)): Promise<string> {
  const link = join(svscanDirectory, name)
  await symlink(directory, link)
  return link
}

/** Writes an executable file, and the directories above it. */
export async function writeProgram(path: string, text: string): Promise<void> {
  await outputFile(path, text)
  await chmod(path, 0o755)
}
