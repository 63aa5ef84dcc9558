import { ExitCode, UserError } from '../errors.js'
import { findSvscanDirectory } from '../system/find-svscan-directory.js'
import type { RecordedLink } from '../system/link-record.js'
import { listEntries } from '../system/observe-directory.js'
import { fileId, tryStat } from '../system/read.js'
import { quote } from '../text/quote.js'

/** The services that the words of the command line name; null: all. An unknown name is a UserError. */
export function serviceNames(
  words: readonly string[],
  directory: string,
  verb: 'check' | 'repair' | 'restart',
  /** Links of an unfinished run: those that are out count, too. */
  recorded: readonly RecordedLink[] = [],
): ReadonlySet<string> | null {
  if (words.length === 0) return null
  const entries = listEntries(directory)
  const out = recorded.filter(({ name }) => !entries.includes(name))
  const names = [...entries, ...out.map(({ name }) => name)]
  return new Set(
    words.map(word => {
      const name = entryNamed(word, directory, names) ?? linkOutTo(word, directory, out)
      if (name !== null) return name
      throw new UserError(exitCodes[verb], `unable to ${verb} ${quote(word)}: no such service`, {
        reason: `${directory} holds ${names.length === 0 ? 'nothing' : names.slice(0, 8).map(quote).join(', ')}${names.length > 8 ? `, and ${names.length - 8} more` : ''}`,
        next: 'name entries of the svscan directory, or paths to their directories, or none for all services',
      })
    }),
  )
}

/** Whether this is the name of a service here. */
export function isService(word: string): boolean {
  try {
    const directory = findSvscanDirectory(undefined)
    return entryNamed(word, directory, listEntries(directory)) !== null
  } catch {
    return false
  }
}

/** The link that led to this directory, or to the service with this log directory. */
function linkOutTo(word: string, directory: string, out: readonly RecordedLink[]): string | null {
  const stats = word.includes('/') ? tryStat(word) : null
  const leadsThere = ({ target }: RecordedLink, below: string) => {
    const other = tryStat(`${target.startsWith('/') ? '' : `${directory}/`}${target}${below}`)
    return stats !== null && other !== null && fileId(other) === fileId(stats)
  }
  return out.find(link => leadsThere(link, '') || leadsThere(link, '/log'))?.name ?? null
}

/** For `check`, 2 would mean sick. */
const exitCodes = { check: ExitCode.refused, repair: ExitCode.usage, restart: ExitCode.usage } as const

/**
 * The entry that a word on the command line names, in the forms that people use for svstat: `nginx`, `nginx/`,
 * `nginx/log`, and any path to the same directory or to its log, also through another link. null if there is none.
 */
export function entryNamed(word: string, directory: string, names: readonly string[]): string | null {
  const bare = word.replace(/\/+$/, '')
  const name = bare.startsWith(`${directory}/`) ? bare.slice(directory.length + 1) : bare
  if (names.includes(name)) return name
  const service = name.replace(/\/+log$/, '')
  if (names.includes(service)) return service
  return bare.includes('/') || bare === '.' ? entryAt(bare, directory, names) : null
}

/** The entry that leads to this directory, or to the service with this log directory. */
function entryAt(path: string, directory: string, names: readonly string[]): string | null {
  const stats = tryStat(path)
  if (stats === null || !stats.isDirectory()) return null
  const leadsThere = (name: string) => {
    const other = tryStat(`${directory}/${name}`)
    return other !== null && fileId(other) === fileId(stats)
  }
  return names.find(leadsThere) ?? names.find(name => leadsThere(`${name}/log`)) ?? null
}
