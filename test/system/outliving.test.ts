import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, it } from 'vitest'
import { lookAgainAtOutliving } from '../../src/system/outliving.js'
import type { Process } from '../../src/system/process.js'
import { readStat } from '../../src/system/process-table.js'

it('a child that has ended with its parent is not left over, and one that lives on is', async () => {
  const [ended, living] = [spawn('sleep', ['1000']), spawn('sleep', ['1000'])]
  try {
    const supervise = { ...readStat(process.pid), pid: 2 ** 30, command: 'supervise' } as Process
    const below = (pid: number | undefined) => ({ ...readStat(pid ?? 0), parent: supervise.pid }) as Process
    const children = [below(ended.pid), below(living.pid)]
    ended.kill('SIGKILL')
    await once(ended, 'exit')
    const table = new Map([supervise, ...children].map(each => [each.pid, each]))
    // The supervise has gone since the table was read.
    const processes = new Map(children.map(each => [each.pid, each]))
    lookAgainAtOutliving(processes, table, each => each)
    expect([...processes.values()].map(({ pid, parent }) => [pid, parent])).toEqual([
      [living.pid, process.pid],
    ])
  } finally {
    living.kill('SIGKILL')
  }
})
