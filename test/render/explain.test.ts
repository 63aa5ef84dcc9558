import { describe, expect, it } from 'vitest'
import { definitionOf, definitions } from '../../src/findings/index.js'
import { findingList, findingPage } from '../../src/render/explain.js'
import { makeStyle } from '../../src/text/style.js'

const plain = makeStyle(false)

describe('the list', () => {
  const lines = findingList(definitions, plain).trimEnd().split('\n')

  it('has each finding once, below its severity', () => {
    const listed = lines.filter(line => line.startsWith('  ')).map(line => line.trim().split(' ')[0])
    expect([...listed].sort()).toEqual(definitions.map(({ id }) => id).sort())
    const unknown = lines.slice(lines.indexOf('unknown:') + 1)
    expect(unknown).toEqual([expect.stringMatching(/^ {2}unreadable /)])
  })

  it('fits a terminal of 80 columns', () => {
    expect(lines.filter(line => line.length > 80)).toEqual([])
  })
})

describe('the page of a finding', () => {
  it('says what it is, what it follows from, who cures it and how, and which drill shows it', () => {
    expect(findingPage(definitionOf('status-stale'), 80, plain)).toBe(`\
status-stale (warning): a wrong status

What it is
  What supervise/status says is not what runs, so svstat is wrong: the disk was
  full when supervise wrote it, or something else wrote over it, a second
  supervise for one.

Often only follows from
  supervise-duplicate, supervise-orphaned, supervise-foreign, process-stopped,
  supervise-unreachable.

svreset repair
  svc -c, which starts and stops nothing, makes supervise write it again.

A reset (svreset)
  Ends it.

By hand
  svc -c DIRECTORY  # makes supervise write it again; is the disk full?

To practise
  svreset drill status-stale
`)
  })

  it('fits the terminal, however narrow', () => {
    for (const definition of definitions) {
      const long = findingPage(definition, 60, plain)
        .split('\n')
        .filter(line => line.length > 60)
      expect(long.filter(line => !line.startsWith(definition.id))).toEqual([])
    }
  })
})

it('a narrow terminal has each finding on one line, and its title on the next', () => {
  const lines = findingList(definitions, plain, 60).split('\n')
  expect(lines.slice(1, 3)).toEqual(['  run-unfinished', '    a run that nobody has finished'])
  expect(lines.filter(line => line.length > 60)).toEqual([])
  expect(
    findingPage(definitionOf('supervise-in-deleted-directory'), 40, plain).split('\n').slice(0, 2),
  ).toEqual(['supervise-in-deleted-directory', '(critical): a supervise in a deleted'])
})
