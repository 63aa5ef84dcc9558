import type { Command } from 'commander'
import type { CommandContext } from '../../contract/command-context.js'
import { shippedNames } from '../../engine/prepare/runbook-files.js'
import { runIds } from '../../history/read-histories.js'
import { stateDirectory } from '../../journal/state-directory.js'
import { findSvscanDirectory } from '../../system/find-svscan-directory.js'
import { listEntries } from '../../system/observe-directory.js'
import { readUsers } from '../../system/users.js'
import { printable } from '../../text/quote.js'
import { type Answer, type Candidate, complete, nothing, type Source } from './complete.js'

/**
 * The answer for the scripts in completions/: the kind of answer on the first line, then one candidate on each line,
 * with a tab before its description. A shell at its prompt must get no error: if anything is wrong, there are no
 * candidates.
 */
export async function answer(
  program: Command,
  words: readonly string[],
  context: Pick<CommandContext, 'environment' | 'files'>,
): Promise<string> {
  const [{ scenarios }, { definitions }] = await Promise.all([
    import('../../drill/scenarios.js'),
    import('../../findings/index.js'),
  ])
  const source: Source = (what, given) => {
    switch (what) {
      case 'run':
        return named(runIds(stateDirectory(given.get('stateDir'), context.environment)))
      case 'service':
        return named(listEntries(findSvscanDirectory(given.get('serviceDir'))))
      case 'runbook':
      case 'file':
      case 'plan':
      case 'look':
        return { ...named(what === 'runbook' ? shippedNames(context.files) : []), kind: 'files' }
      case 'scenario':
        return {
          kind: 'words',
          candidates: scenarios.map(({ name, summary }) => ({ value: name, description: summary })),
        }
      case 'id':
        return {
          kind: 'words',
          candidates: definitions.map(({ id, title }) => ({ value: id, description: title })),
        }
      case 'user':
        return named([...readUsers().values()])
      case 'dir':
        return { ...nothing, kind: 'directories' }
      default:
        return nothing
    }
  }
  const quietly: Source = (what, given) => {
    try {
      return source(what, given)
    } catch {
      return nothing
    }
  }
  const { kind, candidates } = complete(program, words, quietly)
  return [kind, ...candidates.filter(isOneLine).map(toLine)].map(line => `${line}\n`).join('')
}

function named(values: readonly string[]): Answer {
  return { kind: 'words', candidates: values.map(value => ({ value, description: '' })) }
}

/** Nobody types names with such characters, and a terminal would obey them when the shell shows them. */
function isOneLine({ value }: Candidate): boolean {
  return value !== '' && printable(value) === value
}

function toLine({ value, description }: Candidate): string {
  return description === '' ? value : `${value}\t${description}`
}
