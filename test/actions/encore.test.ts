import { expect, it } from 'vitest'
import { processEnd } from '../../src/actions/process-end.js'
import { tellToExit } from '../../src/actions/supervise-end.js'
import type { RunContext } from '../../src/contract/context.js'
import type { SuperviseStage } from '../../src/system/system.js'
import { alterDirectory, aStatus, aSystem } from '../diagnosis/build.js'

const systemAt = (stage: SuperviseStage | null, want: 'up' | 'down' = 'up') =>
  aSystem(['nginx'], draft => alterDirectory(draft, 'nginx', { status: aStatus(102, { stage, want }) }))

it('an extra svscan is ended with SIGKILL where SIGTERM would stop its services', () => {
  const end = (stage: SuperviseStage | null) => {
    const system = systemAt(stage)
    const { operations } = processEnd.plan(system, {} as RunContext, {
      process: { pid: 11, startTime: system.processes.get(11)?.startTime ?? 0 },
    })
    return operations.map(operation => (operation.kind === 'signal' ? operation.signal : operation.kind))
  }
  expect(end(null)).toEqual(['SIGTERM'])
  expect(end('running')).toEqual(['SIGKILL'])
})

it('a supervise that runs its stop is told to exit, and not to stop once more', () => {
  const orders = (stage: SuperviseStage | null, want: 'up' | 'down') => {
    const system = systemAt(stage, want)
    const supervise = system.supervises.find(({ process }) => process.pid === 100)
    const operations = supervise === undefined ? [] : tellToExit(supervise, system)
    return operations.map(operation => (operation.kind === 'control' ? operation.orders : operation.kind))
  }
  expect(orders('stopped', 'down')).toEqual(['x'])
  expect(orders('stopping', 'down')).toEqual(['dx'])
  expect(orders('running', 'up')).toEqual(['dx'])
  expect(orders(null, 'down')).toEqual(['dx'])
})
