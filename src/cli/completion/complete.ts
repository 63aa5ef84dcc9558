import type { Argument, Command, Option } from 'commander'
import { defaultCommand } from '../commands/reset.js'

/** The answer for a shell: candidates for the last word, and whether file names are possible too. */
export interface Answer {
  readonly kind: 'words' | 'files' | 'directories'
  readonly candidates: readonly Candidate[]
}

export interface Candidate {
  readonly value: string
  readonly description: string
}

/**
 * Lists what exists of a kind at the moment: `run`, `service`, `dir`, … as the program's own help calls it. `given`:
 * the values of the options that were typed, by their attribute names.
 */
export type Source = (what: string, given: ReadonlyMap<string, string>) => Answer

export const nothing: Answer = { kind: 'words', candidates: [] }

/** The last word is the one under the cursor; it may be empty. Everything is derived from the program itself. */
export function complete(program: Command, words: readonly string[], source: Source): Answer {
  const typed = read(program, words.slice(0, -1))
  const current = words.at(-1) ?? ''
  const { option, given } = typed
  if (option !== null) return starting(valuesOf(option, source, given), current === '=' ? '' : current)
  const [flag = '', value] = splitAssignment(current)
  const assigned = value === undefined ? undefined : findOption(typed.command, flag)
  if (assigned !== undefined)
    return starting(prefixed(valuesOf(assigned, source, given), `${flag}=`), current)
  if (current.startsWith('-') && !typed.onlyArguments) return starting(optionsOf(typed), current)
  return starting(argumentsOf(typed, source), current)
}

interface Typed {
  readonly command: Command
  /** The option whose value comes next. */
  readonly option: Option | null
  readonly given: ReadonlyMap<string, string>
  readonly switches: ReadonlySet<Option>
  readonly arguments: readonly string[]
  /** After `--`. */
  readonly onlyArguments: boolean
}

function read(program: Command, words: readonly string[]): Typed {
  const nothingTyped: Typed = {
    command: program,
    option: null,
    given: new Map(),
    switches: new Set(),
    arguments: [],
    onlyArguments: false,
  }
  return words.reduce(follow, nothingTyped)
}

function follow(typed: Typed, word: string): Typed {
  const { command, option, given, onlyArguments } = typed
  if (option !== null) {
    // bash splits --option=value into three words.
    if (word === '=') return typed
    return { ...typed, option: null, given: new Map(given).set(option.attributeName(), word) }
  }
  if (word.startsWith('-') && !onlyArguments) return followOption(typed, word)
  const inner = command.commands.find(each => each.name() === word)
  if (inner !== undefined && typed.arguments.length === 0) return { ...typed, command: inner }
  return { ...typed, arguments: [...typed.arguments, word] }
}

function followOption(typed: Typed, word: string): Typed {
  if (word === '--') return { ...typed, onlyArguments: true }
  const [flag = '', value] = splitAssignment(word)
  const option = findOption(typed.command, flag)
  if (option === undefined) return typed
  if (value !== undefined) return { ...typed, given: new Map(typed.given).set(option.attributeName(), value) }
  if (option.required) return { ...typed, option }
  return { ...typed, switches: new Set(typed.switches).add(option) }
}

function splitAssignment(word: string): [string, string?] {
  const at = word.startsWith('--') ? word.indexOf('=') : -1
  return at === -1 ? [word] : [word.slice(0, at), word.slice(at + 1)]
}

/** The program without a command is its default command, so it has the options of that one. */
function visibleOptions(command: Command): readonly Option[] {
  const own = command.createHelp().visibleOptions(command)
  const inner = command.commands.find(each => each.name() === defaultCommand)
  return inner === undefined ? own : [...own, ...inner.createHelp().visibleOptions(inner)]
}

function findOption(command: Command, flag: string): Option | undefined {
  return visibleOptions(command).find(({ short, long }) => flag === short || flag === long)
}

function optionsOf({ command, switches }: Typed): Answer {
  const candidates = new Map<string, Candidate>()
  for (const option of visibleOptions(command)) {
    const value = option.long ?? option.short
    if (value !== undefined && !switches.has(option))
      candidates.set(value, { value, description: option.description })
  }
  return { kind: 'words', candidates: [...candidates.values()] }
}

function argumentsOf(typed: Typed, source: Source): Answer {
  const { command, arguments: args, given } = typed
  const commands = commandsOf(typed)
  const expected = command.registeredArguments
  const last = expected.at(-1)
  const argument = expected[args.length] ?? (last?.variadic ? last : undefined)
  if (argument === undefined) return { kind: 'words', candidates: commands }
  const { kind, candidates } = valuesOf(argument, source, given)
  return { kind, candidates: [...commands, ...candidates.filter(({ value }) => !args.includes(value))] }
}

/** A command that takes arguments too (`runs`) has its own only as its very first word. */
function commandsOf({ command, arguments: args, given, switches, onlyArguments }: Typed): Candidate[] {
  const first = args.length === 0 && !onlyArguments
  const alone = given.size + switches.size === 0
  if (!first || (command.registeredArguments.length > 0 && !alone)) return []
  const visible = command.createHelp().visibleCommands(command)
  // commander adds a help command of its own there.
  const named =
    command.registeredArguments.length === 0 ? visible : visible.filter(each => each.name() !== 'help')
  return named.map(each => ({ value: each.name(), description: each.summary() || each.description() }))
}

function valuesOf(of: Option | Argument, source: Source, given: Typed['given']): Answer {
  if (of.argChoices !== undefined) {
    return { kind: 'words', candidates: of.argChoices.map(value => ({ value, description: '' })) }
  }
  return source(placeholder(of).toLowerCase(), given)
}

/** The text in the brackets: `--state-dir <dir>` → `dir`. */
function placeholder(of: Option | Argument): string {
  return 'flags' in of ? (/[<[]([^\]>.]+)/.exec(of.flags)?.[1] ?? '') : of.name()
}

function starting({ kind, candidates }: Answer, with_: string): Answer {
  return { kind, candidates: candidates.filter(({ value }) => value.startsWith(with_)) }
}

function prefixed({ candidates }: Answer, prefix: string): Answer {
  // Shells cannot complete file names behind a prefix.
  return { kind: 'words', candidates: candidates.map(each => ({ ...each, value: prefix + each.value })) }
}
