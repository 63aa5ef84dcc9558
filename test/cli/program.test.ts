import type { Command } from 'commander'
import { expect, it } from 'vitest'
import { commands } from '../../src/cli/commands/index.js'
import { program, programFor } from './program.js'

function all(command: Command): Command[] {
  return [command, ...command.commands.flatMap(all)]
}

function nameOf(command: Command): string {
  return command.parent === null ? command.name() : `${nameOf(command.parent)} ${command.name()}`
}

function helpOf(command: Command): string {
  const written: string[] = []
  command
    .configureOutput({ writeOut: text => void written.push(text), getOutHelpWidth: () => 80 })
    .outputHelp()
  return written.join('')
}

it.each(all(program).map(command => [nameOf(command), command] as const))(
  '%s --help fits 80 columns',
  (_, command) => {
    expect(
      helpOf(command)
        .split('\n')
        .filter(line => line.length > 80),
    ).toEqual([])
  },
)

it('says what each command, option and argument is for, and calls what is to be filled in by capital letters', () => {
  for (const command of all(program)) {
    expect(command.description()).toMatch(/[.]$/)
    if (command.parent !== null) expect(command.summary()).not.toBe('')
    for (const { flags, description } of command.options) expect([flags, description]).not.toContain('')
    const shown = command.registeredArguments.filter(({ description }) => description !== '')
    for (const argument of shown) expect(argument.name()).toMatch(/^[A-Z]+$/)
  }
})

it.each([
  ['chek', "did you mean 'check'?"],
  ['comp', "did you mean 'completion'?"],
  ['stop', 'svreset calls it something else'],
  ['stauts', /^the commands are check, .*repair, /],
])('a command that there is not: %s', async (word, reason) => {
  await expect(program.parseAsync([word], { from: 'user' })).rejects.toMatchObject({
    exitCode: 2,
    reason: typeof reason === 'string' ? reason : expect.stringMatching(reason),
  })
})

it('describes the command that the first word names, and that one only', () => {
  expect([...commands.keys()]).toEqual(program.commands.map(command => command.name()))
  for (const name of commands.keys()) {
    const names = programFor([name]).commands.map(command => command.name())
    expect(names).toEqual(['reset', 'completion'].includes(name) ? [...commands.keys()] : [name])
  }
  for (const argv of [[], ['--help'], ['help'], ['chek', 'check']])
    expect(programFor(argv).commands).toHaveLength(commands.size)
})
