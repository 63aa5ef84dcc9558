import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { openStatusLine } from '../../src/render/status-line.js'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function open() {
  const written: string[] = []
  const resized = new Set<() => void>()
  let words = 'waiting'
  const line = openStatusLine(
    text => void written.push(text),
    listener => {
      resized.add(listener)
      return () => resized.delete(listener)
    },
    () => [words],
  )
  return {
    line,
    resized,
    say: (text: string) => {
      words = text
    },
    written: () => written.splice(0),
    resize: () => {
      for (const listener of resized) listener()
    },
  }
}

it('writes nothing for what is over at once', () => {
  const { line, written } = open()
  line.start()
  vi.advanceTimersByTime(250)
  line.stop()
  vi.advanceTimersByTime(10_000)
  expect(written()).toEqual([])
})

it('is written over in one piece, and only where it says something new', () => {
  const { line, say, written } = open()
  line.start()
  vi.advanceTimersByTime(2_000)
  expect(written()).toEqual(['\rwaiting\x1b[K\r'])
  say('still')
  vi.advanceTimersByTime(500)
  expect(written()).toEqual(['\rstill\x1b[K\r'])
})

it('goes out of the way of a line that is written, and comes back', () => {
  const { line, written } = open()
  line.start()
  vi.advanceTimersByTime(300)
  written()
  line.hide()
  line.hide()
  expect(written()).toEqual(['\r\x1b[J'])
  vi.advanceTimersByTime(500)
  expect(written()).toEqual(['\rwaiting\x1b[K\r'])
})

it('when the window is resized all that has become of it is erased, and it is written anew', () => {
  const { line, written, resize, resized } = open()
  line.start()
  resize()
  expect(written()).toEqual([])
  vi.advanceTimersByTime(300)
  written()
  resize()
  expect(written()).toEqual(['\r\x1b[J', '\rwaiting\x1b[K\r'])
  line.stop()
  expect(written()).toEqual(['\r\x1b[J'])
  expect(resized.size).toBe(0)
  vi.advanceTimersByTime(10_000)
  expect(written()).toEqual([])
})

it('of several lines each is written over, and the cursor rests at the beginning of the first', () => {
  const written: string[] = []
  let lines = ['', 'one', 'two']
  const line = openStatusLine(
    text => void written.push(text),
    () => () => {},
    () => lines,
  )
  line.start()
  vi.advanceTimersByTime(300)
  lines = ['', 'one', 'three']
  line.refresh()
  line.refresh()
  lines = ['alone']
  line.refresh()
  line.stop()
  expect(written).toEqual([
    '\r\x1b[K\r\none\x1b[K\r\ntwo\x1b[J\x1b[2A\r',
    '\r\x1b[K\r\none\x1b[K\r\nthree\x1b[J\x1b[2A\r',
    '\ralone\x1b[J\r',
    '\r\x1b[J',
  ])
})
