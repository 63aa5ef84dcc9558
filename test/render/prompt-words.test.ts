import { expect, it } from 'vitest'
import { standingWords } from '../../src/render/prompt-words.js'

it('names the services that are down, and counts the links that are out apart from them', () => {
  const first = (down: readonly string[], ran: number, linksOut: number) =>
    standingWords({ touched: true, down, ran, linksOut })[0]
  expect(first(['nginx'], 2, 2)).toBe(
    '1 of the 2 services that ran is down now (nginx), and 2 links are out.',
  )
  expect(first(['a', 'b'], 2, 1)).toBe(
    'All is down: all 2 services that ran are down now (a, b), and 1 link is out.',
  )
  expect(first(['a'], 1, 0)).toBe('All is down: the one service that ran is down now (a).')
  expect(standingWords({ touched: true, down: [], ran: 2, linksOut: 2 })).toEqual([])
})
