import type { EarlierRun, RunOptions } from '../../contract/options.js'
import { ExitCode, systemErrorReason, UserError } from '../../errors.js'
import { waysOut } from '../../journal/ways-out.js'
import { readBootId } from '../../system/boot-id.js'
import { findSvscanDirectory } from '../../system/find-svscan-directory.js'
import {
  type DirectoryIdentity,
  type HeldDirectory,
  holdDirectory,
  identityAt,
  isSameDirectory,
} from '../../system/held-directory.js'
import { readProcessTable } from '../../system/process-table.js'
import { readLink } from '../../system/read.js'
import { detourAround } from '../end/detour.js'

type Asked = Pick<RunOptions, 'serviceDir' | 'stateDir' | 'earlier' | 'force'>

/**
 * Opens the directory of the run. From here on exactly this directory is used, whatever its name leads to. The links of
 * an earlier run go back into the directory in which they were recorded. Only `--service-dir` together with `--force`
 * chooses another one.
 */
export function holdSvscanDirectory(asked: Asked): HeldDirectory {
  const { serviceDir, earlier, force } = asked
  const { identity = null } = earlier ?? {}
  if (earlier === null || identity === null)
    return hold(findSvscanDirectory(serviceDir ?? earlier?.svscanDirectory))
  const sameBoot = earlier.bootId === readBootId()
  const isRecorded = (other: DirectoryIdentity | null) =>
    other !== null && isSameDirectory(identity, other, { sameBoot })
  const mayBeAnother = serviceDir !== undefined && force && earlier.resume === null
  const path = serviceDir === undefined ? earlier.svscanDirectory : findSvscanDirectory(serviceDir)
  const held = identityAt(path) === null ? null : hold(path)
  if (held !== null && (mayBeAnother || isRecorded(held.identity))) return held
  held?.close()
  throw anotherDirectory(path, { ...asked, earlier, identity }, isRecorded)
}

function hold(path: string): HeldDirectory {
  try {
    return holdDirectory(path)
  } catch (error) {
    throw new UserError(ExitCode.refused, `unable to open svscan directory ${path}`, {
      reason: systemErrorReason(error),
      next: 'name the svscan directory with --service-dir DIR',
      cause: error,
    })
  }
}

interface Recorded extends Asked {
  readonly earlier: EarlierRun
  readonly identity: DirectoryIdentity
}

function anotherDirectory(
  path: string,
  { earlier, identity, stateDir }: Recorded,
  isRecorded: (other: DirectoryIdentity | null) => boolean,
): UserError {
  const there = identityAt(path)
  const is = there === null ? `${path} is gone` : `${path} has inode ${there.inode} on device ${there.device}`
  const now = whereItRuns(isRecorded)
  const ways = waysOut(earlier.run, earlier.manifest, stateDir, now ?? detourAround(path))
  const search = `find / -xdev -inum ${identity.inode} -type d 2>/dev/null`
  return new UserError(
    ExitCode.refused,
    `unable to work on ${path}: it is not the directory of run ${earlier.run}`,
    {
      reason: `its links were recorded in inode ${identity.inode} on device ${identity.device}; ${is}`,
      next: [
        ...(now === null ? [`${search} shows where that directory is now; name it with --service-dir`] : []),
        ...ways.map(({ command, does }) => `${command} ${does}`),
      ],
    },
  )
}

/** A svscan that runs in the directory has moved with it. */
function whereItRuns(isRecorded: (other: DirectoryIdentity | null) => boolean) {
  for (const { pid, command } of readProcessTable().values()) {
    if (command !== 'svscan' || !isRecorded(identityAt(`/proc/${pid}/cwd`))) continue
    const directory = readLink(`/proc/${pid}/cwd`)
    if (directory !== null && isRecorded(identityAt(directory))) return { directory, anew: false }
  }
  return null
}
