import { expect, it } from 'vitest'
import { complete, nothing, type Source } from '../../../src/cli/completion/complete.js'
import { program } from '../program.js'

const source: Source = (what, given) => ({
  kind: what === 'dir' ? 'directories' : 'words',
  candidates: ['a', 'b'].map(name => ({
    value: `${what}-${name}${[...given.values()].join('')}`,
    description: '',
  })),
})

function values(...words: string[]): string[] {
  return complete(program, words, source).candidates.map(({ value }) => value)
}

it('the commands, and the options of the guided reset, come first', () => {
  const commands = values('')
  expect(commands).toEqual(expect.arrayContaining(['check', 'runs', 'completion', 'help']))
  expect(commands).not.toContain('reset')
  expect(values('--dr')).toEqual(['--dry-run'])
  expect(values('--ver')).toEqual(['--version', '--verbose'])
})

it.each([
  ['options of a command', ['check', '--js'], ['--json']],
  ['none that is there already, if it takes no value', ['check', '--json', '--js'], []],
  ['choices of an option', ['check', '--format', ''], ['text', 'json', 'nagios', 'openmetrics']],
  ['the same behind an equals sign', ['check', '--format=n'], ['--format=nagios']],
  ['the same as bash splits it', ['check', '--format', '=', 'n'], ['nagios']],
  [
    'the same with nothing behind it yet',
    ['check', '--format', '='],
    ['text', 'json', 'nagios', 'openmetrics'],
  ],
  ['what an option is about', ['check', '--service-dir', ''], ['dir-a', 'dir-b']],
  ['arguments', ['explain', ''], ['id-a', 'id-b']],
  ['arguments, and the commands of the same command', ['runs', ''], ['prune', 'run-a', 'run-b']],
  ['arguments after a switch', ['runs', '--json', ''], ['run-a', 'run-b']],
  ['arguments after an option with its value', ['runs', '--state-dir', '/x', ''], ['run-a/x', 'run-b/x']],
  ['arguments, knowing the options', ['check', '--service-dir=/x', ''], ['service-a/x', 'service-b/x']],
  ['no more arguments than a command takes', ['runs', 'run-a', ''], []],
  ['the rest of many', ['check', 'service-a', ''], ['service-b']],
  ['arguments behind --', ['runs', '--', 'run-'], ['run-a', 'run-b']],
  ['no options behind --', ['runs', '--', '--js'], []],
  ['commands of a command', ['runbook', 'li'], ['list', 'lint']],
  ['their options', ['runbook', 'lint', '--js'], ['--json']],
  ['nothing after a word that is no command', ['frobnicate', ''], []],
  ['nothing hidden', ['completion', 'bash', '--an'], []],
])('%s', (_, words, expected) => {
  expect(values(...words)).toEqual(expected)
})

it('every argument and value that the program names is something, or is left to whoever types it', () => {
  const asked = new Set<string>()
  const ask: Source = what => {
    asked.add(what)
    return nothing
  }
  const each = (command: typeof program, words: readonly string[]) => {
    for (const option of command.options) complete(program, [...words, option.long ?? '', ''], ask)
    complete(program, [...words, ''], ask)
    for (const inner of command.commands) each(inner, [...words, inner.name()])
  }
  each(program, [])
  const known = ['look', 'run', 'service', 'runbook', 'file', 'plan', 'scenario', 'user', 'dir', 'id']
  const typed = [
    'step',
    'service=behaviour',
    'key=value',
    'duration',
    'seconds',
    'command',
    'n',
    'order',
    'words',
  ]
  expect([...asked].filter(what => !known.includes(what) && !typed.includes(what))).toEqual([])
})
