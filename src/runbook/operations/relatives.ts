import { posix } from 'node:path'
import type { Supervise, System } from '../../system/system.js'

/** The services of runit and s6 that a command of theirs stops. It is a plan's duty to say so. */
export function interruptedByRelative(argv: readonly string[], cwd: string, system: System): Supervise[] {
  const { supervises, foreignScanners } = system
  const [program = '', ...words] = argv
  const theirs = supervises.filter(({ process }) => process.relative !== undefined)
  if (posix.basename(program) === 's6-svscanctl') {
    const options = words.filter(word => word.startsWith('-')).join('')
    return foreignScanners.length > 0 && /n/.test(options)
      ? theirs.filter(each => isLinked(each, system))
      : []
  }
  const directories = new Set(
    directoriesOf(posix.basename(program), words).map(word => posix.resolve(cwd, word)),
  )
  return theirs.filter(({ directory }) => directory !== null && directories.has(directory.path))
}

/** s6-svscan lets go only of what no entry leads to any more: a real directory stays. */
function isLinked({ process }: Supervise, { foreign }: System): boolean {
  const solid = foreign.filter(({ entry }) => entry.kind !== 'link')
  return !solid.some(({ supervises, logSupervises }) =>
    [...supervises, ...logSupervises].some(each => each.process.pid === process.pid),
  )
}

/** sv(8): options, a command, services. s6-svc: options and their values, a directory. */
function directoriesOf(program: string, words: readonly string[]): readonly string[] {
  if (program === 's6-svc') return words.some(word => /^-[a-z]*[dxktr]/.test(word)) ? words.slice(-1) : []
  if (program !== 'sv') return []
  const at = words.findIndex((word, index) => !word.startsWith('-') && words[index - 1] !== '-w')
  return stops.has(words[at] ?? '') ? words.slice(at + 1) : []
}

const stops: ReadonlySet<string> = new Set([
  ...['exit', 'e', 'x', 'down', 'd', 'stop', 'shutdown', 'force-stop', 'force-shutdown'],
  ...['restart', 'force-restart', 'try-restart', 'reload', 'force-reload', 'term', 't', 'kill', 'k'],
])
