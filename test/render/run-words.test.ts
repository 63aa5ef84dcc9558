import fc from 'fast-check'
import stringWidth from 'string-width'
import { expect, it } from 'vitest'
import { endLines, statusWords, waitingWords } from '../../src/render/run-words.js'
import { truncate, wrap } from '../../src/text/wrap.js'

const progress = (waitingFor: readonly string[], done = 4, total = 7) =>
  ({ event: 'progress', step: 'stop', done, total, waitingFor }) as const

it('says how far, for whom, how long, and how long it took last time', () => {
  const names = ['nginx', 'tinydns', 'a', 'b', 'c']
  expect(statusWords('Stop', progress(names), 12_400, 4_300, 100)).toBe(
    'Stop: 4/7, waiting for nginx, tinydns, a and 2 more; 12 s (last time 4.3 s)',
  )
  expect(statusWords('Restart svscan', null, 12_400, undefined, 100)).toBe('Restart svscan: 12 s')
  const last = { run: 'R', took: new Map([['stop', 4_300]]) }
  expect(waitingWords(progress(['nginx']), 65_000, last)).toBe(
    '4/7 after 1 min 5 s (last time 4.3 s), waiting for nginx',
  )
})

it('where there is little room names are cut, and the step goes; how far, for whom and how long stay', () => {
  const long = progress(['a-service-with-a-long-name', 'another'])
  expect(statusWords('Stop every service and its supervise', long, 3_000, 8_100, 79)).toBe(
    'Stop every service…: 4/7, waiting for a-service-with-a-…; 3 s (last time 8.1 s)',
  )
  expect(statusWords('Stop every service and its supervise', long, 3_000, undefined, 39)).toBe(
    '4/7, waiting for a-service-with-a…; 3 s',
  )
})

it('says what comes next, and when, if there is room', () => {
  const next = { after: 30_000, does: 'ask' } as const
  const waiting = { ...progress(['nginx']), next }
  expect(statusWords('Stop every service', waiting, 12_400, undefined, 100)).toBe(
    'Stop every service: 4/7, waiting for nginx; 12 s; at 30 s you are asked',
  )
  expect(statusWords('Stop every service and its supervise', waiting, 12_400, undefined, 79)).toBe(
    'Stop every service…: 4/7, waiting for nginx; 12 s; at 30 s you are asked',
  )
  expect(statusWords('Stop every service', waiting, 12_400, undefined, 39)).toBe(
    '4/7, waiting for nginx; 12 s',
  )
  expect(waitingWords({ ...waiting, next: { after: 5_000, does: 'kill' } }, 2_000, null)).toBe(
    '4/7 after 2 s, waiting for nginx; at 5 s it gets SIGKILL',
  )
})

it('says at the end which links are out, a few by their names', () => {
  const end = {
    run: 'R',
    status: 'stopped',
    exitCode: 4,
    manifest: null,
    outcome: null,
    effect: null,
  } as const
  const linksOut = ['a', 'b\n', 'c', 'd', 'e', 'f']
  expect(
    endLines({ ...end, links: 'partly-restored', linksOut, next: 'svreset resume R continues' }),
  ).toEqual([
    'stopped: some links are missing',
    'links out: a, b\\x0a, c, d, e and 1 more',
    'next: svreset resume R continues',
  ])
  expect(endLines({ ...end, links: 'in-place', linksOut: [], next: '' })).toEqual([
    'stopped: all links are in place',
  ])
})

const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 })

it('fits into the line, however narrow it is and however wide the names are', () => {
  fc.assert(
    fc.property(
      name,
      fc.option(fc.array(name, { minLength: 1, maxLength: 9 }), { nil: null }),
      fc.integer({ min: 0, max: 10_000_000 }),
      fc.option(fc.integer({ min: 0, max: 10_000_000 }), { nil: undefined }),
      fc.integer({ min: 5, max: 200 }),
      (title, names, elapsed, took, width) => {
        const words = statusWords(title, names === null ? null : progress(names), elapsed, took, width)
        expect(stringWidth(words)).toBeLessThanOrEqual(width)
      },
    ),
  )
})

it('wraps and cuts by columns: a wide character takes two', () => {
  expect(wrap('日本 日本 日本', 9, '')).toEqual(['日本 日本', '日本'])
  expect(truncate('日本日本', 5)).toBe('日本…')
  expect(truncate('日本日本', 8)).toBe('日本日本')
  expect(truncate('abcdef', 4)).toBe('abc…')
})

it('nothing is wider than it may be, and nothing but words that are too long for a line', () => {
  const words = fc.array(fc.string({ unit: 'grapheme', maxLength: 12 }), { maxLength: 12 })
  fc.assert(
    fc.property(words, fc.integer({ min: 1, max: 60 }), (parts, width) => {
      const text = parts.join(' ')
      expect(stringWidth(truncate(text, width))).toBeLessThanOrEqual(width)
      for (const line of wrap(text, width, '  ')) {
        const isOneWord = !line.trim().includes(' ')
        expect(isOneWord || stringWidth(line) <= width).toBe(true)
      }
    }),
  )
})

it('a text of 100,000 wide characters is cut at once', () => {
  expect(truncate('日'.repeat(100_000), 5)).toBe('日日…')
})
