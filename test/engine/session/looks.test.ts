import { expect, it, vi } from 'vitest'
import { looks } from '../../../src/engine/session/looks.js'
import type { System } from '../../../src/system/system.js'

function counted(cost: number) {
  vi.useFakeTimers({ toFake: ['performance'] })
  let count = 0
  const environment = looks(() => {
    vi.advanceTimersByTime(cost)
    count += 1
    return { time: count } as System
  })
  return { ...environment, count: () => count }
}

it('the look that has just been made counts for what comes next', () => {
  const { observe, lately, count } = counted(100)
  const system = observe()
  vi.advanceTimersByTime(30)
  expect(lately()).toBe(system)
  expect(lately()).toBe(system)
  expect(count()).toBe(1)
})

it('looks anew once something is to be done, or a person has thought', () => {
  const { observe, lately, forget } = counted(100)
  const system = observe()
  forget()
  expect(lately()).not.toBe(system)
})

it('looks anew when time has passed, the sooner the less a look takes', () => {
  for (const [cost, passes] of [
    [0, 21],
    [100, 46],
  ] as const) {
    const { observe, lately } = counted(cost)
    const system = observe()
    vi.advanceTimersByTime(passes)
    expect(lately()).not.toBe(system)
  }
})
