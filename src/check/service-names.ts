import { entryNamed } from '../diagnosis/narrow.js'
import { ExitCode, UserError } from '../errors.js'
import { listEntries } from '../system/observe-directory.js'
import { quote } from '../text/quote.js'

/** The services that the words of the command line name; null: all. An unknown name is a UserError. */
export function serviceNames(
  words: readonly string[],
  directory: string,
  verb: 'check' | 'repair',
): ReadonlySet<string> | null {
  if (words.length === 0) return null
  const names = listEntries(directory)
  return new Set(
    words.map(word => {
      const name = entryNamed(word, directory, names)
      if (name !== null) return name
      throw new UserError(exitCodes[verb], `unable to ${verb} ${quote(word)}: no such service`, {
        reason: `${directory} holds ${names.length === 0 ? 'nothing' : names.slice(0, 8).map(quote).join(', ')}${names.length > 8 ? `, and ${names.length - 8} more` : ''}`,
        next: 'name entries of the svscan directory, or none for all services',
      })
    }),
  )
}

/** For `check`, 2 would mean sick. */
const exitCodes = { check: ExitCode.refused, repair: ExitCode.usage } as const
