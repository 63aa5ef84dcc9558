import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { signalProcess } from '../../../src/engine/operations/processes.js'
import { isStill } from '../../../src/system/process-table.js'

function start() {
  const child = spawn('sleep', ['1000'], { stdio: 'ignore' })
  const pid = child.pid ?? 0
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  return { pid, startTime: Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]) }
}

it('SIGKILL is over only when the process has ended: one that was stopped would else look like one that runs', async () => {
  for (let round = 0; round < 5; round++) {
    const id = start()
    process.kill(id.pid, 'SIGSTOP')
    expect(isStill(id)).toBe(true)
    await signalProcess(id, 'SIGKILL', 'sleep')
    expect(isStill(id)).toBe(false)
  }
})

it('a pid that belongs to another process by now gets nothing', async () => {
  const id = start()
  await signalProcess({ ...id, startTime: id.startTime - 1 }, 'SIGKILL', 'sleep')
  expect(isStill(id)).toBe(true)
  await signalProcess(id, 'SIGKILL', 'sleep')
})
