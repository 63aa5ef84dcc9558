import { expect, it } from 'vitest'
import { ago } from '../../src/render/history-words.js'

const minute = 60_000
const now = Date.UTC(2026, 10, 24)

it.each([
  [-5 * minute, 'just now'],
  [0.9 * minute, 'just now'],
  [minute, '1 min ago'],
  [59.9 * minute, '59 min ago'],
  [60 * minute, '1 h ago'],
  [(47 * 60 + 59) * minute, '47 h ago'],
  [48 * 60 * minute, '2 days ago'],
  [400 * 24 * 60 * minute, '400 days ago'],
])('%d ms before now is %s', (before, text) => expect(ago(now - before, now)).toBe(text))
