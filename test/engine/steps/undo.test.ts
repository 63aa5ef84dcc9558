import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Act } from '../../../src/contract/operation.js'
import { inverse, lasting, linksWent } from '../../../src/engine/steps/undo.js'
import { foldJournal } from '../../../src/journal/unfinished.js'
import type { LinkRecord } from '../../../src/system/link-record.js'

const link = (name: string): LinkRecord => ({
  name,
  target: `/${name}`,
  directory: null,
  uid: 0,
  gid: 0,
  modified: '1970-01-01T00:00:00.000000Z',
})
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({
    act: fc.constantFrom('unlink' as const, 'link' as const),
    link: fc.constantFrom('a', 'b', 'c').map(link),
  }),
  fc.constantFrom<Act>(
    { act: 'release' },
    { act: 'command', argv: ['svc'], cwd: '/' },
    { act: 'hold', process: { pid: 1, startTime: 1 } },
  ),
)

it('undo puts back every link that went, and takes nothing away', () => {
  fc.assert(
    fc.property(fc.array(act), acts => {
      const back = inverse(acts)
      const missing = new Set<string>()
      for (const each of [...acts, ...back]) {
        if (each.act === 'unlink') missing.add(each.link.name)
        if (each.act === 'link') missing.delete(each.link.name)
      }
      expect(missing).toEqual(new Set())
      expect(back.every(each => each.act === 'link' || each.act === 'release')).toBe(true)
    }),
  )
})

it('undo lets a svscan go on that was stopped, and does not call that lasting', () => {
  const stop: Act = { act: 'signal', signal: 'SIGSTOP', process: { pid: 7, startTime: 1 }, what: 'svscan' }
  expect(inverse([stop])).toEqual([{ ...stop, signal: 'SIGCONT' }])
  expect(lasting([stop])).toEqual([])
  expect(lasting([{ ...stop, signal: 'SIGTERM' }])[0]).toContain('SIGTERM to svscan')
})

it.each([
  { acts: [], out: false },
  { acts: [{ act: 'unlink', link: link('a') }], out: true },
  {
    acts: [
      { act: 'unlink', link: link('a') },
      { act: 'link', link: link('b') },
    ],
    out: true,
  },
  {
    acts: [
      { act: 'unlink', link: link('a') },
      { act: 'link', link: link('a') },
    ],
    out: true,
  },
] as { acts: Act[]; out: boolean }[])('links went: $out', ({ acts, out }) =>
  expect(linksWent(acts)).toBe(out),
)

it('a journal tells whether links went, and whether somebody closed the run', () => {
  const unlink = { event: 'intent', step: 'remove', acts: [{ act: 'unlink', link: link('a') }] } as const
  const record = { event: 'intent', step: 'record', acts: [{ act: 'record', links: [] }] } as const
  expect(foldJournal('R', [record])).toMatchObject({ linksWent: false, closed: null })
  expect(foldJournal('R', [record, unlink])).toMatchObject({ linksWent: true, closed: null })
  expect(foldJournal('R', [record, unlink, { event: 'closed', how: 'undone' }])).toMatchObject({
    closed: 'undone',
  })
})

it('says of what cannot be undone what it is, and of a thousand things how many', () => {
  expect(lasting([{ act: 'unlink', link: link('a') }, { act: 'release' }])).toEqual([])
  const argv = ['svc', '-dx', ...Array.from({ length: 1000 }, (_, index) => `/usr/local/${index}`)]
  const kill: Act = { act: 'signal', signal: 'SIGKILL', process: { pid: 7, startTime: 1 }, what: 'nginx' }
  const [text = ''] = lasting([{ act: 'command', argv, cwd: '/' }, ...Array(20).fill(kill)])
  expect(text).toMatch(/^cannot be undone: svc -dx \/usr\/local\/0 /)
  expect(text).toContain('SIGKILL to nginx, pid 7')
  expect(text.length).toBeLessThan(400)
})
