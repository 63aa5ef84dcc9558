import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { openStatusLine } from '../../src/render/status-line.js'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

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
  expect(written()).toEqual(['\rwaiting\x1b[K\r\n\x1b[J'])
  say('still')
  vi.advanceTimersByTime(500)
  expect(written()).toEqual(['\r\x1b[1Astill\x1b[K\r\n\x1b[J'])
})

it('goes out of the way of a line that is written, and comes back', () => {
  const { line, written } = open()
  line.start()
  vi.advanceTimersByTime(300)
  written()
  line.hide()
  line.hide()
  expect(written()).toEqual(['\r\x1b[J\x1b[1A\x1b[K'])
  vi.advanceTimersByTime(500)
  expect(written()).toEqual(['\rwaiting\x1b[K\r\n\x1b[J'])
})

it('lets a line be written above it', () => {
  const { line, written } = open()
  line.start()
  line.print('first\n')
  vi.advanceTimersByTime(300)
  line.print('second\n')
  expect(written()).toEqual([
    'first\n',
    '\rwaiting\x1b[K\r\n\x1b[J',
    '\r\x1b[J\x1b[1A\x1b[Ksecond\nwaiting\x1b[K\r\n\x1b[J',
  ])
})

it('when the window is resized it is erased, and comes back when that is over', () => {
  const { line, written, resize, resized } = open()
  line.start()
  resize()
  expect(written()).toEqual([])
  vi.advanceTimersByTime(300)
  written()
  resize()
  expect(written()).toEqual(['\r\x1b[J\x1b[1A\x1b[K'])
  vi.advanceTimersByTime(499)
  expect(written()).toEqual([])
  vi.advanceTimersByTime(1)
  expect(written()).toEqual(['\rwaiting\x1b[K\r\n\x1b[J'])
  line.stop()
  expect(written()).toEqual(['\r\x1b[J\x1b[1A\x1b[K'])
  expect(resized.size).toBe(0)
  vi.advanceTimersByTime(10_000)
  expect(written()).toEqual([])
})

it('continued twice it stands there once; after SIGSTOP it comes below what others have written', () => {
  const written: string[] = []
  let goOn = () => {}
  const line = openStatusLine(
    text => void written.push(text),
    () => () => {},
    () => ['waiting'],
    {
      onSuspend: () => () => {},
      onContinue: listener => {
        goOn = listener
        return () => {}
      },
    },
  )
  line.start()
  vi.advanceTimersByTime(300)
  goOn()
  vi.advanceTimersByTime(1)
  expect(written.splice(0)).toEqual(['\rwaiting\x1b[K\r\n\x1b[J'])
  const later = performance.now() + 60_000
  vi.spyOn(performance, 'now').mockReturnValue(later)
  goOn()
  vi.advanceTimersByTime(1)
  expect(written).toEqual(['\rwaiting\x1b[K\r\n\x1b[J'])
})

it('of several lines each is written over, and the cursor rests below the last', () => {
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
    '\r\x1b[K\r\none\x1b[K\r\ntwo\x1b[K\r\n\x1b[J',
    '\r\x1b[3A\x1b[K\r\none\x1b[K\r\nthree\x1b[K\r\n\x1b[J',
    '\r\x1b[3Aalone\x1b[K\r\n\x1b[J',
    '\r\x1b[J\x1b[1A\x1b[K',
  ])
})
