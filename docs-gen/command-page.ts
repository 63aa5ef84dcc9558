import type { Command, Option } from 'commander'
import { defaultCommand } from '../src/cli/commands/reset.js'
import { quote } from '../src/text/quote.js'
import { type Document, toRoff } from './from-markdown.js'
import {
  bold,
  heading,
  italic,
  literal,
  type PageHead,
  page,
  paragraph,
  prose,
  sentence,
  tagged,
} from './roff.js'

interface Sources {
  readonly readme: Document
  readonly running: Document
}

/** svreset(8), from the program itself and the documents. */
export function commandPage(
  program: Command,
  head: Pick<PageHead, 'date' | 'version'>,
  { readme, running }: Sources,
): string {
  const help = program.createHelp()
  const guided = program.commands.find(command => command.name() === defaultCommand)
  if (guided === undefined) throw new Error('the program has no default command')
  const acting = optionsOf(guided)
  const commands = help.visibleCommands(program).filter(command => command.name() !== 'help')
  return page(
    { name: 'svreset', section: 8, summary: 'diagnose, cure and reset a tangled daemontools', ...head },
    [
      heading('synopsis'),
      `.nf\n${[guided, ...commands.flatMap(leaves)].map(synopsis).join('\n')}\n.fi`,
      heading('description'),
      ...toRoff(readme.beginning),
      paragraph(prose(`Without a command it does the guided reset. ${guided.description()}`)),
      heading('commands'),
      ...commands.flatMap(leaves).map(command => commandEntry(command, acting)),
      heading('options of every command that acts'),
      ...acting.map(optionEntry),
      heading('at the terminal'),
      ...toRoff(running.section('At the terminal')),
      heading('promises'),
      ...toRoff(readme.section('What it promises')),
      heading('what programs get that it runs'),
      ...toRoff(running.section('What the programs that it runs get')),
      heading('afterwards'),
      ...toRoff(running.section('Afterwards')),
      heading('for scripts'),
      ...toRoff(running.section('For scripts')),
      heading('exit status'),
      ...exitStatus(readme),
      heading('environment'),
      tagged(
        `${bold('NO_COLOR')}, ${bold('FORCE_COLOR')}`,
        `No colours, or colours in any case. ${bold('--no-color')} goes before both.`,
      ),
      tagged(`${bold('XDG_STATE_HOME')}, ${bold('HOME')}`, 'Where runs of others than root are kept.'),
      tagged(bold('SUDO_USER'), 'Who runs it: kept in the journal.'),
      heading('files'),
      tagged(
        italic('/var/lib/svreset/runs/RUN/'),
        `Of root: ${bold('manifest.yaml')}, ${bold('restore.sh')} and ${bold('journal.jsonl')} of a run.`,
      ),
      tagged(italic('~/.local/state/svreset/runs/RUN/'), 'Of others.'),
      heading('see also'),
      paragraph(
        [
          'svreset-findings(7)',
          'svreset-runbook(5)',
          'svscan(8)',
          'supervise(8)',
          'svc(8)',
          'svstat(8)',
          'multilog(8)',
        ]
          .map(reference)
          .join(', '),
      ),
    ],
  )
}

/** A command that has commands is only a word before them, unless it takes something itself, as `runs` does. */
function leaves(command: Command): Command[] {
  const inner = command.commands.flatMap(leaves)
  return inner.length === 0 || command.registeredArguments.length > 0 ? [command, ...inner] : inner
}

function optionsOf(command: Command): readonly Option[] {
  return command.createHelp().visibleOptions(command)
}

function nameOf(command: Command): string {
  const { parent } = command
  if (parent === null || command.name() === defaultCommand)
    return parent === null ? command.name() : nameOf(parent)
  return `${nameOf(parent)} ${command.name()}`
}

function synopsis(command: Command): string {
  return `${bold(nameOf(command))} ${usage(command)}`
}

/** `[options] [SCENARIO] [-- COMMAND...]`, what is to be filled in in italics. */
function usage(command: Command): string {
  return command
    .usage()
    .split(/([A-Z]+|<[^>]+>)/)
    .map((part, index) => (index % 2 === 1 ? italic(part.replace(/[<>]/g, '')) : prose(part)))
    .join('')
}

function commandEntry(command: Command, acting: readonly Option[]): string {
  const flags = new Set(acting.map(({ flags }) => flags))
  const options = optionsOf(command)
  const operations = acting.every(option => options.some(({ flags }) => flags === option.flags))
  const own = options.filter(({ flags: its, long }) => long !== '--help' && !(operations && flags.has(its)))
  const args = command.registeredArguments.filter(({ description }) => description !== '')
  return tagged(
    `${bold(nameOf(command).replace(/^\S+ /, ''))} ${usage(command).replace('[options]', '').trim()}`.trimEnd(),
    prose(command.description()),
    [
      ...args.map(argument =>
        tagged(italic(argument.name()), sentence(command.createHelp().argumentDescription(argument))),
      ),
      ...own.map(optionEntry),
      ...(operations ? [paragraph('It takes the options of every command that acts.')] : []),
      ...afterHelp(command),
    ],
  )
}

function optionEntry(option: Option): string {
  const term = option.flags
    .split(', ')
    .map(flag => {
      const [name = '', value] = flag.split(' ')
      return value === undefined ? bold(name) : `${bold(name)} ${valueTerm(value)}`
    })
    .join(', ')
  return tagged(term, sentence(describe(option)))
}

/** An optional value keeps its brackets. */
function valueTerm(value: string): string {
  const name = italic(value.replace(/[<>[\]]/g, ''))
  return value.startsWith('[') ? `[${name}]` : name
}

/** As `--help` says it, choices and all. */
function describe(option: Option): string {
  const choices = option.argChoices === undefined ? '' : `; one of ${option.argChoices.join(', ')}`
  const preset =
    option.defaultValue === undefined || option.isBoolean()
      ? ''
      : `; default: ${quote(String(option.defaultValue))}`
  return `${option.description}${choices}${preset}`
}

/** What `--help` says at its end: indented lines are to be typed. */
function afterHelp(command: Command): string[] {
  const written: string[] = []
  command.configureOutput({ writeOut: text => void written.push(text) }).outputHelp()
  const after = written.join('').slice(command.helpInformation().length)
  return after
    .split(/\n{2,}/)
    .map(part => part.replace(/^\n+|\n+$/g, ''))
    .filter(part => part !== '')
    .map(part =>
      part.startsWith('  ')
        ? literal(part.replace(/^ {2}/gm, ''))
        : paragraph(prose(part.replaceAll('\n', ' '))),
    )
}

/** Of the table of exit codes: those of commands that act, then those of check. */
function exitStatus(readme: Document): string[] {
  return toRoff(readme.section('Exit codes'))
}

function reference(text: string): string {
  const [name = '', section = ''] = text.split('(')
  return `${bold(name)}(${section}`
}
