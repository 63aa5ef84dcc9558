import { ExitCode, UserError } from '../errors.js'
import { judgeFor } from './judge.js'
import type { Process } from './process.js'
import { readWorkingDirectory } from './process-place.js'
import { type ProcessTable, readProcessTable } from './process-table.js'
import { fileId, tryRealpath, tryStat } from './read.js'

/**
 * If a svscan with another root (chroot) or other mounts watches a directory, the links there lead to places inside of
 * that root. Resolved here, they would name services that have nothing to do with it. svreset neither judges nor touches
 * such a directory. Throws.
 */
export function requireOwnRoot(directory: string, table: ProcessTable = readProcessTable()): void {
  const stats = tryStat(directory)
  if (stats === null) return
  const judge = judgeFor(stats.uid)
  const path = tryRealpath(directory) ?? directory
  let strange: { readonly process: Process; readonly root: string | null } | null = null
  for (const process of table.values()) {
    if (!mayTell(process, table)) continue
    const why = judge(process)
    const runsThere =
      process.command === 'svscan' && readWorkingDirectory(`/proc/${process.pid}`)?.id === fileId(stats)
    if (why === null && runsThere) return
    if (why?.kind === 'elsewhere' && (runsThere || isBelow(path, why.root)))
      strange = { process, root: why.root }
  }
  if (strange !== null) throw ofAnotherRoot(strange.process, strange.root, directory)
}

/** A supervise is where its svscan is. */
function mayTell({ command, state, parent }: Process, table: ProcessTable): boolean {
  if (state === 'Z') return false
  return command === 'svscan' || (command === 'supervise' && table.get(parent)?.command !== 'svscan')
}

function isBelow(path: string, root: string | null): boolean {
  return root !== null && root !== '/' && path.startsWith(`${root}/`)
}

function ofAnotherRoot({ command, pid }: Process, root: string | null, path: string): UserError {
  const [what, next] =
    root === null
      ? ['sees other mounts or processes than svreset', `nsenter --target ${pid} --mount --pid svreset check`]
      : [`has another root directory, ${root} (chroot)`, `chroot ${root} svreset check`]
  return new UserError(
    ExitCode.refused,
    `unable to work on ${path}: its links belong to another root or namespace`,
    {
      reason: `${command}, pid ${pid}, ${what}: the links name places there, not the places with the same names here`,
      next: `run svreset in the same place: ${next}`,
    },
  )
}
