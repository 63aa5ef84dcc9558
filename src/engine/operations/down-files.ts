import { closeSync, constants, fsyncSync, linkSync, openSync, unlinkSync, writeFileSync } from 'node:fs'
import type { KeptDown, OperationOf } from '../../contract/operation.js'
import { hasErrorCode } from '../../errors.js'
import { unfinishedName } from '../../journal/restore-script.js'
import { downText, keeperOf } from '../../system/down-file.js'
import { type HeldDirectory, holdDirectory, identityAt } from '../../system/held-directory.js'
import { readProcessTable } from '../../system/process-table.js'
import { tryLstat } from '../../system/read.js'
import type { LinkPlace } from './links.js'
import { OperationFailed } from './operation-failed.js'

interface WithPlace {
  readonly place: LinkPlace
}

/** Durable when it returns. If one file cannot be made, svreset goes no further: nothing was stopped yet. */
export function addDownFiles({ services }: OperationOf<'add-down'>, { place }: WithPlace): void {
  for (const service of services) {
    const failure = `unable to keep ${service.name} down`
    within(service, failure, directory => addDownFile(directory, place.run))
  }
}

/** The file gets its name only when it is whole: without its first line, nobody could tell whose it is. */
function addDownFile(directory: HeldDirectory, run: string): void {
  if (tryLstat(directory.at('down')) !== null) return
  const unfinished = directory.at(unfinishedName(run))
  discard(unfinished)
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW
  const descriptor = openSync(unfinished, flags, 0o644)
  try {
    writeFileSync(descriptor, downText(run))
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
  try {
    // link(2) does not replace a file that has appeared meanwhile.
    linkSync(unfinished, directory.at('down'))
  } catch (error) {
    if (!hasErrorCode(error, 'EEXIST')) throw error
  }
  unlinkSync(unfinished)
  fsyncSync(directory.descriptor)
}

/** Where no supervise runs, the file stays: svscan would start the service as soon as it can. */
export function removeDownFiles({ services }: OperationOf<'remove-down'>, { place }: WithPlace): void {
  const supervised = supervisedDirectories()
  const without: string[] = []
  for (const service of services) {
    within(service, `unable to remove the file down of ${service.name}`, directory => {
      discard(directory.at(unfinishedName(place.run)))
      if (keeperOf(directory.at('down')) === null) return
      const { device, inode } = directory.identity
      if (!supervised.has(`${device}:${inode}`)) {
        without.push(service.name)
        return
      }
      unlinkSync(directory.at('down'))
      fsyncSync(directory.descriptor)
    })
  }
  if (without.length === 0) return
  throw new OperationFailed(
    `unable to remove the file down of ${without.join(', ')}`,
    'no supervise runs there yet: when one comes, it would start what was told to be down',
  )
}

/** Through a descriptor: whatever becomes of its name meanwhile, this is the same directory. One that is gone has no file. */
function within({ directory }: KeptDown, failure: string, work: (held: HeldDirectory) => void): void {
  let held: HeldDirectory | null = null
  try {
    held = holdDirectory(directory)
    work(held)
  } catch (error) {
    if (held === null && hasErrorCode(error, 'ENOENT')) return
    throw OperationFailed.because(failure, error)
  } finally {
    held?.close()
  }
}

function supervisedDirectories(): ReadonlySet<string> {
  const supervises = [...readProcessTable().values()].filter(({ command }) => command === 'supervise')
  return new Set(
    supervises.flatMap(({ pid }) => {
      const identity = identityAt(`/proc/${pid}/cwd`)
      return identity === null ? [] : [`${identity.device}:${identity.inode}`]
    }),
  )
}

/** What this run has left, if it died before the file had its name. */
function discard(unfinished: string): void {
  if (tryLstat(unfinished) !== null) unlinkSync(unfinished)
}
