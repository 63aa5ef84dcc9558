import { posix } from 'node:path'
import type { PlannedCommand } from '../../contract/command.js'
import { encodeBytes } from '../../text/bytes.js'

/** Programs of daemontools that take many directories. One command for all is a thousand times cheaper than one for each. */
const takesManyDirectories: readonly string[] = ['svc', 'svstat']

/** The kernel accepts at most 2 MiB of arguments. A command that stays well below that is still readable. */
const argumentBytesLimit = 256 * 1024

/** Joins neighbouring commands that differ only in their directories: `svc -dx .` in each → `svc -dx DIR…`. */
export function joinCommands(commands: readonly PlannedCommand[]): PlannedCommand[] {
  const joined: (Parts & { bytes: number })[] = []
  const rest: PlannedCommand[] = []
  for (const command of commands) {
    const parts = split(command)
    if (parts === null) {
      rest.push(command)
      continue
    }
    const bytes = parts.directories.reduce((sum, path) => sum + encodeBytes(path).length + 1, 0)
    const last = joined.findLast(group => isAlike(group, parts))
    if (last !== undefined && last.bytes + bytes <= argumentBytesLimit) {
      last.directories.push(...parts.directories)
      last.bytes += bytes
    } else joined.push({ ...parts, bytes })
  }
  return [
    ...joined.map(({ head, directories, more }) => ({ argv: [...head, ...directories], cwd: '/', ...more })),
    ...rest,
  ]
}

interface Parts {
  /** The program and its options. */
  readonly head: readonly string[]
  readonly directories: string[]
  readonly more: Pick<PlannedCommand, 'env' | 'timeout'>
}

function isAlike(one: Parts, other: Parts): boolean {
  return (
    one.head.join('\0') === other.head.join('\0') && JSON.stringify(one.more) === JSON.stringify(other.more)
  )
}

/** The program and its options, and the directories as absolute paths; null for a program that may not take many. */
function split({ argv, cwd, ...more }: PlannedCommand): Parts | null {
  if (!takesManyDirectories.includes(posix.basename(argv[0] ?? ''))) return null
  const options = argv.findIndex((word, index) => index > 0 && !word.startsWith('-'))
  if (options === -1) return null
  return {
    head: argv.slice(0, options),
    directories: argv.slice(options).map(path => posix.resolve(cwd, path)),
    more,
  }
}
