import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { joinCommands } from '../../../src/runbook/plan/join-commands.js'

describe('joining commands', () => {
  const directory = fc
    .string({ minLength: 1, unit: 'binary' })
    .map(text => `/d/${text.replaceAll(/[/\0]/g, '_')}x`)

  it('of svc in many directories: one command, every directory once, in order', () => {
    fc.assert(
      fc.property(fc.uniqueArray(directory, { maxLength: 30 }), directories => {
        const joined = joinCommands(directories.map(cwd => ({ argv: ['svc', '-dx', '.'], cwd })))
        expect(joined).toEqual(
          directories.length === 0 ? [] : [{ argv: ['svc', '-dx', ...directories], cwd: '/' }],
        )
      }),
    )
  })

  it('never joins other orders, other programs, or a program that is not known to take many', () => {
    const commands = [
      { argv: ['svc', '-dx', '.', './log'], cwd: '/a' },
      { argv: ['svc', '-d', '.'], cwd: '/a' },
      { argv: ['svc', '-dx', '.'], cwd: '/b' },
      { argv: ['touch', '.'], cwd: '/a' },
      { argv: ['touch', '.'], cwd: '/b' },
      { argv: ['svc', '-dx'], cwd: '/c' },
    ]
    expect(joinCommands(commands)).toEqual([
      { argv: ['svc', '-dx', '/a', '/a/log', '/b'], cwd: '/' },
      { argv: ['svc', '-d', '/a'], cwd: '/' },
      { argv: ['touch', '.'], cwd: '/a' },
      { argv: ['touch', '.'], cwd: '/b' },
      { argv: ['svc', '-dx'], cwd: '/c' },
    ])
  })

  it('keeps each command well below what the kernel takes', () => {
    const commands = Array.from({ length: 3000 }, (_, index) => ({
      argv: ['svc', '-dx', '.'],
      cwd: `/usr/local/${'x'.repeat(240)}${index}`,
    }))
    const joined = joinCommands(commands)
    expect(joined.length).toBeGreaterThan(1)
    expect(joined.flatMap(({ argv }) => argv.slice(2))).toEqual(commands.map(({ cwd }) => cwd))
    for (const { argv } of joined) expect(argv.join(' ').length).toBeLessThan(300_000)
  })
})
