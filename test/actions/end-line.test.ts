import { describe, expect, it } from 'vitest'
import { endLine } from '../../src/actions/end-line.js'
import type { Process } from '../../src/system/process.js'
import { aCloser, alter, aSystem, remove, ticks } from '../diagnosis/build.js'

/** The log of nginx (supervise 101, multilog 103), when its service (102) has ended. */
const operations = (change: Partial<Process> = {}, sleepsIn = 'anon_pipe_read', ended = true) => {
  const system = aSystem(['nginx'], draft => {
    if (ended) remove(draft, 102)
    alter(draft, 103, change)
    draft.observation = { details: aCloser({ kernelWaits: new Map([[103, sleepsIn]]) }) }
  })
  const log = system.supervises.find(({ process }) => process.pid === 101)
  return log === undefined ? [] : endLine(log, system)
}

describe('the end of a line', () => {
  it('is written to a multilog that was told to end, and reads on', () => {
    expect(operations()).toMatchObject([{ kind: 'end-line', process: { pid: 103 }, what: 'nginx/log' }])
  })

  it('is not written while the service runs', () => {
    expect(operations({}, 'anon_pipe_read', false)).toEqual([])
  })

  it('is not written to one that writes, may not have been told yet, or is no multilog', () => {
    expect(operations({}, 'hrtimer_nanosleep')).toEqual([])
    expect(operations({ startTime: ticks - 100 })).toEqual([])
    expect(operations({ command: 'cat' })).toEqual([])
    expect(operations({ state: 'Z' })).toEqual([])
  })
})
