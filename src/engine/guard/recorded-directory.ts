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
import { detourAround } from '../detour.js'

type Asked = Pick<RunOptions, 'serviceDir' | 'stateDir' | 'earlier' | 'force'>

/**
 * Opens the directory that the run is on: from here on it alone is meant, whatever its name leads to. What an earlier
 * run has noted goes back into the directory that it was noted in, and into no other, unless both `--service-dir` and
 * `--force` say so.
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
    throw new UserError(ExitCode.refused, `unable to open service directory ${path}`, {
      reason: systemErrorReason(error),
      next: 'name the directory that svscan runs in with --service-dir DIR',
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
      reason: `its links were noted in inode ${identity.inode} on device ${identity.device}, and ${is}`,
      next: [
        ...(now === null ? [`${search} tells where that is now; --service-dir names it`] : []),
        ...ways.map(({ command, does }) => `${command} ${does}`),
      ].join('\n        '),
    },
  )
}

/** A svscan that sits in it has gone with it. */
function whereItRuns(isRecorded: (other: DirectoryIdentity | null) => boolean) {
  for (const { pid, command } of readProcessTable().values()) {
    if (command !== 'svscan' || !isRecorded(identityAt(`/proc/${pid}/cwd`))) continue
    const directory = readLink(`/proc/${pid}/cwd`)
    if (directory !== null && isRecorded(identityAt(directory))) return { directory, anew: false }
  }
  return null
}
