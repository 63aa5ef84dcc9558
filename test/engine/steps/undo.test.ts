import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Operation } from '../../../src/contract/operation.js'
import { inverse, lasting, linksWent } from '../../../src/engine/steps/undo.js'
import { foldJournal } from '../../../src/journal/unfinished.js'
import type { RecordedLink } from '../../../src/system/link-record.js'

const link = (name: string): RecordedLink => ({
  name,
  target: `/${name}`,
  directory: null,
  uid: 0,
  gid: 0,
  modified: '1970-01-01T00:00:00.000000Z',
})
const operation: fc.Arbitrary<Operation> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('unlink' as const, 'link' as const),
    link: fc.constantFrom('a', 'b', 'c').map(link),
  }),
  fc.constantFrom<Operation>(
    { kind: 'release' },
    { kind: 'command', argv: ['svc'], cwd: '/' },
    { kind: 'hold', process: { pid: 1, startTime: 1 } },
  ),
)

it('undo puts back every link that went, and takes nothing away', () => {
  fc.assert(
    fc.property(fc.array(operation), operations => {
      const back = inverse(operations)
      const missing = new Set<string>()
      for (const each of [...operations, ...back]) {
        if (each.kind === 'unlink') missing.add(each.link.name)
        if (each.kind === 'link') missing.delete(each.link.name)
      }
      expect(missing).toEqual(new Set())
      expect(back.every(each => each.kind === 'link' || each.kind === 'release')).toBe(true)
    }),
  )
})

it('undo lets a svscan go on that was stopped, and does not call that lasting', () => {
  const stop: Operation = {
    kind: 'signal',
    signal: 'SIGSTOP',
    process: { pid: 7, startTime: 1 },
    what: 'svscan',
  }
  expect(inverse([stop])).toEqual([{ ...stop, signal: 'SIGCONT' }])
  expect(lasting([stop])).toEqual([])
  expect(lasting([{ ...stop, signal: 'SIGTERM' }])[0]).toContain('SIGTERM to svscan')
})

it.each([
  { operations: [], out: false },
  { operations: [{ kind: 'unlink', link: link('a') }], out: true },
  {
    operations: [
      { kind: 'unlink', link: link('a') },
      { kind: 'link', link: link('b') },
    ],
    out: true,
  },
  {
    operations: [
      { kind: 'unlink', link: link('a') },
      { kind: 'link', link: link('a') },
    ],
    out: true,
  },
] as { operations: Operation[]; out: boolean }[])('links went: $out', ({ operations, out }) =>
  expect(linksWent(operations)).toBe(out),
)

it('a journal tells whether links went, and whether somebody closed the run', () => {
  const unlink = {
    event: 'intent',
    step: 'remove',
    operations: [{ kind: 'unlink', link: link('a') }],
  } as const
  const record = {
    event: 'intent',
    step: 'record',
    operations: [{ kind: 'write-manifest', links: [] }],
  } as const
  expect(foldJournal('R', [record])).toMatchObject({ linksWent: false, closed: null })
  expect(foldJournal('R', [record, unlink])).toMatchObject({ linksWent: true, closed: null })
  expect(foldJournal('R', [record, unlink, { event: 'closed', how: 'undone' }])).toMatchObject({
    closed: 'undone',
  })
})

it('says of what cannot be undone what it is, and of a thousand things how many', () => {
  expect(lasting([{ kind: 'unlink', link: link('a') }, { kind: 'release' }])).toEqual([])
  const argv = ['svc', '-dx', ...Array.from({ length: 1000 }, (_, index) => `/usr/local/${index}`)]
  const kill: Operation = {
    kind: 'signal',
    signal: 'SIGKILL',
    process: { pid: 7, startTime: 1 },
    what: 'nginx',
  }
  const [text = ''] = lasting([{ kind: 'command', argv, cwd: '/' }, ...Array(20).fill(kill)])
  expect(text).toMatch(/^cannot be undone: svc -dx \/usr\/local\/0 /)
  expect(text).toContain('SIGKILL to nginx, pid 7')
  expect(text.length).toBeLessThan(400)
})
