import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, it } from 'vitest'
import { openCgroup } from '../../src/engine/containment/cgroup.js'
import type { Containment } from '../../src/engine/containment/containment.js'
import { watchTree } from '../../src/engine/containment/tree.js'
import { readArguments } from '../../src/system/process-place.js'
import { readProcessTable } from '../../src/system/process-table.js'

const kinds: readonly [string, () => Containment | null][] = [
  ['the process tree', watchTree],
  ['a cgroup', () => openCgroup() ?? watchTree()],
]

/** The pids of all that sleep for so long: a number of its own for each test. */
function sleepers(seconds: string): number[] {
  return [...readProcessTable().keys()].filter(pid => readArguments(pid).join(' ') === `sleep ${seconds}`)
}

function shellsWith(text: string): number {
  const all = [...readProcessTable().keys()].map(pid => readArguments(pid).join(' '))
  return all.filter(words => words.startsWith('sh -c sleep') && words.endsWith(text)).length
}

it.each(kinds)(
  '%s: ends all that a command has started, in other sessions and left to init too',
  async (_name, open) => {
    const seconds = String(1_000_000 + Math.floor(Math.random() * 1e9))
    const script = `sleep ${seconds} & setsid sh -c 'sleep ${seconds} & setsid sleep ${seconds} & sleep 1.5 # ${seconds}' & wait`
    const containment = open() as Containment
    const child = containment.start(() =>
      spawn('sh', ['-c', script], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] }),
    )
    const ended = once(child, 'exit')
    await expect.poll(() => sleepers(seconds).length).toBe(3)
    // The shell between has gone.
    await expect.poll(() => shellsWith(`sleep 1.5 # ${seconds}`), { timeout: 10_000 }).toBe(0)
    expect(await containment.end()).toEqual([])
    await containment.release()
    await ended
    expect(sleepers(seconds)).toEqual([])
  },
)

it.each(kinds)('%s: leaves alone what a command that has ended has left running', async (_name, open) => {
  const seconds = String(1_000_000 + Math.floor(Math.random() * 1e9))
  const containment = open() as Containment
  const child = containment.start(() =>
    spawn('sh', ['-c', `setsid sleep ${seconds} &`], { detached: true, stdio: 'ignore' }),
  )
  await once(child, 'exit')
  await expect.poll(() => sleepers(seconds).length).toBe(1)
  await containment.release()
  const [pid = 0] = sleepers(seconds)
  expect(pid).toBeGreaterThan(0)
  process.kill(pid)
})
