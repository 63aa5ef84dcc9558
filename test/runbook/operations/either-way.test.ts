import { describe, expect, it } from 'vitest'
import type { Operation } from '../../../src/contract/operation.js'
import { factsOf } from '../../../src/runbook/operations/table.js'
import { predict } from '../../../src/runbook/plan/predict.js'
import { idOf } from '../../../src/system/processes.js'
import { aSystem } from '../../diagnosis/build.js'

const system = aSystem(['nginx', 'tinydns'])
const supervise = system.supervises.find(({ directory }) => directory?.path === '/usr/local/nginx')

describe.each(['u', 'd', 'x', 'dx', 'p', 'c', 'h', 'a', 'i', 't', 'k'])('orders %s', orders => {
  const bySvc: Operation = { kind: 'command', argv: ['svc', `-${orders}`, '/usr/local/nginx'], cwd: '/' }
  const byDescriptor: Operation = {
    ...{ kind: 'control', orders, what: 'supervise nginx' },
    process: supervise === undefined ? { pid: 0, startTime: 0 } : idOf(supervise.process),
  }
  const saidOf = (operation: Operation) => {
    const { interrupts, leavesDown } = factsOf(operation)
    return {
      interrupted: interrupts?.(operation, system).map(({ supervise, stays }) => [
        supervise.process.pid,
        stays,
      ]),
      leavesDown: leavesDown?.(operation),
      left: [...predict(system, [operation], system).processes.keys()],
    }
  }

  it('do the same by svc and through the open control descriptor', () => {
    expect(saidOf(byDescriptor)).toEqual(saidOf(bySvc))
  })

  it('have supervise leave where they hold an x, and only there', () => {
    expect(saidOf(byDescriptor).left.includes(supervise?.process.pid ?? 0)).toBe(!orders.includes('x'))
  })
})
