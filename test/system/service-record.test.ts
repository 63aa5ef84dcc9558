import { describe, expect, it } from 'vitest'
import { recordServices, standingOrders } from '../../src/system/service-record.js'
import type { ServiceDirectory, SuperviseStatus, System } from '../../src/system/system.js'
import { alter, alterDirectory, aStatus, aSystem, remove } from '../diagnosis/build.js'

/** nginx up (pid 102) or down, with this status. */
function nginx(
  status: Partial<SuperviseStatus>,
  { up = true, ...directory }: Partial<ServiceDirectory> & { readonly up?: boolean } = {},
): System {
  return aSystem(['nginx'], draft => {
    if (!up) remove(draft, 102)
    alterDirectory(draft, 'nginx', { status: aStatus(up ? 102 : 0, status), ...directory })
  })
}

const orderOf = (system: System) =>
  standingOrders(recordServices(system)).map(({ name, kind, keepDown, letters }) => [
    name,
    kind,
    keepDown ? 'kept down' : '',
    letters,
  ])

const down = [['nginx', 'down', 'kept down', '']]

describe('what people have ordered', () => {
  it.each<[string, System, string[][]]>([
    ['up', nginx({}), []],
    ['down, and wanted up: it keeps exiting', nginx({ want: 'up' }, { up: false }), []],
    ['svc -d', nginx({ want: 'down' }, { up: false }), down],
    ['svc -d, and it has not ended yet', nginx({ want: 'down' }), down],
    ['svc -o, and it has ended', nginx({ want: null }, { up: false }), down],
    ['svc -o', nginx({ want: null }), [['nginx', 'once', 'kept down', 'o']]],
    ['svc -p', nginx({ paused: true }), [['nginx', 'paused', '', 'p']]],
    ['normally down', nginx({ want: 'down' }, { up: false, normallyDown: true }), []],
    ['normally down, svc -u', nginx({}, { normallyDown: true }), [['nginx', 'by-hand', '', 'u']]],
    [
      'the same, between two starts',
      nginx({}, { normallyDown: true, up: false }),
      [['nginx', 'by-hand', '', 'u']],
    ],
    ['normally down, svc -o', nginx({ want: null }, { normallyDown: true }), [['nginx', 'once', '', 'o']]],
    [
      'normally down, svc -up',
      nginx({ paused: true }, { normallyDown: true }),
      [['nginx', 'by-hand', '', 'up']],
    ],
    ['an order, and a file down of svreset', nginx({ want: 'down' }, { up: false, keptDownBy: 'x' }), down],
  ])('%s', (_what, system, orders) => {
    expect(orderOf(system)).toEqual(orders)
  })

  it('a log has orders of its own', () => {
    const system = aSystem(['nginx'], draft => {
      remove(draft, 103)
      const [entry] = draft.entries
      const log = entry?.directory?.log
      if (log == null) throw new Error('nginx has a log')
      alterDirectory(draft, 'nginx', { log: { ...log, status: aStatus(0, { want: 'down' }) } })
    })
    expect(orderOf(system)).toEqual([['nginx/log', 'down', 'kept down', '']])
  })

  it('a status that a backup has put there, or that is of another process, is no order', () => {
    const stale = aSystem(['nginx'], draft => {
      alterDirectory(draft, 'nginx', { status: aStatus(7, { want: 'down' }) })
    })
    expect(orderOf(stale)).toEqual([])
    const alone = aSystem(['nginx'], draft => {
      remove(draft, 100, 102)
      alterDirectory(draft, 'nginx', { status: aStatus(0, { want: 'down' }) })
    })
    expect(orderOf(alone)).toEqual([])
  })

  it('that svscanboot tells every supervise to exit is no order', () => {
    const told = aSystem(['nginx'], draft => {
      alterDirectory(draft, 'nginx', { status: aStatus(102, { want: 'down' }) })
      const supervise = draft.processes.find(({ pid }) => pid === 100)
      alter(draft, 10, { startTime: (supervise?.startTime ?? 0) + 1 })
    })
    expect(orderOf(told)).toEqual([])
  })
})
