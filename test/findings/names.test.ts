import { expect, it } from 'vitest'
import { examine } from '../../src/findings/diagnose.js'
import { alter, alterDirectory, aSystem, type Draft, remove } from '../diagnosis/build.js'

const name = 'x cannot start\n\nHAPPY: all is well'

const sick: Readonly<Record<string, (draft: Draft) => void>> = {
  zombie: draft => alter(draft, 102, { state: 'Z', command: 'supervise' }),
  'an exited service': draft => alter(draft, 102, { state: 'Z' }),
  'a missing supervise': draft => remove(draft, 100, 101, 102, 103),
  'a service that is down': draft => remove(draft, 102),
  'a supervise that svc cannot reach': draft => {
    alter(draft, 100, { held: { lock: '3:1', ok: '3:2', control: '3:3' } })
    const gone = { kind: 'missing' } as const
    alterDirectory(draft, name, {
      files: { lock: gone, ok: gone, control: gone },
      control: false,
      status: null,
    })
  },
}

it.each(Object.entries(sick))('a name puts no line of its own into what is said of %s', (_what, change) => {
  const system = aSystem([name], change)
  const first = examine(system)
  const { findings } = examine(system, first.history)
  const said = [...first.findings, ...findings, ...first.doubts].map(({ message }) => message)
  expect(said.length).toBeGreaterThan(0)
  expect(said.filter(message => message.includes('\n'))).toEqual([])
})
