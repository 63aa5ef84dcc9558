import type { RunContext } from '../../contract/context.js'
import type { Plan } from '../../contract/plan.js'
import { ExitCode, UserError } from '../../errors.js'
import { toSnapshot } from '../../journal/snapshot.js'
import type { OwnLimits, Room } from '../../system/own-limits.js'

/** What a run needs beside what it has: pipes of a command, journal, manifest, what it holds and looks into. */
const descriptors = 32

/** One command at a time, what that starts, and what wraps it. */
const processes = 16

/** Bytes that one file must be able to hold. */
export type FileNeed = number

/**
 * The journal, the largest file of a run: what there was, before and after; each operation twice, its characters
 * escaped; 4 KiB of what each command prints; when each service and its log went and came.
 */
export function journalSize(context: RunContext, { steps }: Plan, before: number): FileNeed {
  const operations = steps.flatMap(({ operations }) => operations)
  const commands = operations.filter(({ kind }) => kind === 'command').length
  return (
    before +
    2 * bytesOf(toSnapshot(context.initial)) +
    2 * bytesOf(operations) +
    (commands + steps.length) * 8 * 1024 +
    context.initial.services.length * 1024
  )
}

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value))
}

/** Throws a UserError with exit code 3 where svreset's own limits are too low to come to the end. Nothing was touched. */
export function refuseIfLimited(need: FileNeed, { openFiles, processes: own, fileSize }: OwnLimits): void {
  const options: readonly (readonly [short: boolean, what: string, option: string, least: number])[] = [
    [short(openFiles, descriptors), describe('open files', openFiles, descriptors), '-n', 1024],
    [short(own, processes), describe('processes', own, processes), '-u', own.used + 2 * processes],
    [
      fileSize < need,
      `a file may have ${fileSize} bytes, and the journal may need ${need}`,
      '-f',
      Math.ceil(need / 1024),
    ],
  ]
  for (const [isShort, reason, option, least] of options) {
    if (!isShort) continue
    throw new UserError(ExitCode.refused, 'unable to start: a limit of this session is too low', {
      reason: `${reason}; reached half-way, it would leave the run unfinished`,
      next: `raise it, ulimit ${option} ${least} in bash, then the same again; nothing was touched`,
    })
  }
}

function short({ limit, used }: Room, need: number): boolean {
  return limit - used < need
}

function describe(what: string, { limit, used }: Room, need: number): string {
  return `the limit is ${limit} ${what}: ${used} there are, and ${need} more may be needed`
}
