import { expect, it } from 'vitest'
import { svscanStart } from '../../src/actions/svscan-start.js'
import type { RunContext } from '../../src/contract/context.js'
import { restartBy } from '../../src/restart/index.js'
import type { System } from '../../src/system/system.js'
import { aProcess, aSystem, remove } from '../diagnosis/build.js'

const initial = aSystem([])
const restart = restartBy('manual', initial)
if (restart === null) throw new Error('manual is always possible')
const context: RunContext = {
  initial,
  links: [],
  services: [],
  restart,
  parameters: {},
  results: new Map(),
  repair: null,
}

/** Nothing of what was there lives; a new svscanboot does. */
function afterwards(...children: Parameters<typeof aProcess>[2][]): System {
  return aSystem([], draft => {
    remove(draft, 10, 11, 12)
    draft.processes.push(
      aProcess(20, 1, { command: 'svscanboot', arguments: ['/bin/sh', '/usr/bin/svscanboot'] }),
      ...children.map((change, index) => aProcess(21 + index, 20, change)),
    )
  })
}

it('waits for the svscan of a svscanboot that has none yet', () => {
  expect(svscanStart.escalate?.(afterwards(), context, {})?.operations).toEqual([])
})

it('starts svscan although that of another directory has come back', () => {
  const other = { path: '/etc/second', deleted: false, id: '7:7' }
  const system = afterwards({
    command: 'svscan',
    arguments: ['svscan', '/etc/second'],
    workingDirectory: other,
  })
  expect(svscanStart.escalate?.(system, context, {})?.operations).toEqual([
    { kind: 'start', launch: restart.launch },
  ])
})
