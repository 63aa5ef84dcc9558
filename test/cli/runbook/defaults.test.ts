import { expect, it } from 'vitest'
import { vocabulary } from '../../../src/actions/index.js'
import { describeActions } from '../../../src/cli/runbook/actions.js'
import { listRunbooks } from '../../../src/cli/runbook/list.js'
import { toMarkdown } from '../../../src/cli/runbook/markdown.js'
import { loadRunbook } from '../../../src/runbook/language/load.js'
import { filesBelow } from '../../../src/system/package-files.js'

const source = `version: 1
name: mine
title: Mine
params:
  none: { type: string, default: "", description: empty }
  words: { type: string, default: a b, description: two words }
  bare: { type: integer, default: 0, description: a number }
steps:
  - { id: a, name: A, run: [echo, "\${params.none}"], when: "\${params.none} != ''", for_each: ["", b], as: it }
`

it('an empty default is shown as one: what an action takes', () => {
  const text = describeActions({}).replaceAll(/\s+/g, ' ')
  expect(text).toContain("with method: string, default '': how to restart svscan")
  expect(text).not.toMatch(/default ?:/)
})

it('an empty default is shown as one: the table of a runbook', () => {
  const rows = toMarkdown(loadRunbook('mine.yaml', source, vocabulary), vocabulary).split('\n')
  expect(rows).toContain("| none | string | `''` | empty |")
  expect(rows).toContain("| words | string | `'a b'` | two words |")
  expect(rows).toContain('| bare | integer | `0` | a number |')
})

it('an empty value is shown as one: in a condition, in a list', () => {
  const text = toMarkdown(loadRunbook('mine.yaml', source, vocabulary), vocabulary)
  expect(text).toContain("Only if `params.none` is not `''`.")
  expect(text).toContain("Do this for '', b.")
})

it('an empty default is shown as one: the list of runbooks', () => {
  const text = listRunbooks(filesBelow('.'), {})
  expect(text).toContain("--param restart_method=''  how")
  expect(text).toContain('--param stop_timeout=30s  how')
})
