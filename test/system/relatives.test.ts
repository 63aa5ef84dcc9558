import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { serviceStates } from '../../src/diagnosis/service-state.js'
import { refuseForeignGround } from '../../src/engine/guard/foreign-ground.js'
import { diagnose } from '../../src/findings/diagnose.js'
import { triage } from '../../src/repair/triage.js'
import { recordLinks } from '../../src/system/link-record.js'
import type { Process, Relative } from '../../src/system/process.js'
import type { System } from '../../src/system/system.js'
import { aDirectory, aLink, aProcess, aStatus, aSystem, svscanDirectory } from '../diagnosis/build.js'

const families = ['runit', 's6', 'other'] as const

interface Drawn {
  readonly family: Relative['family']
  readonly service: boolean
  readonly log: boolean
  /** Its own scanner, a svscan of ours, both, or neither. */
  readonly scanner: boolean
  readonly svscan: boolean
  /** What its status says. */
  readonly pid: number
  readonly finishing: boolean
  readonly want: 'up' | 'down'
}

const drawn: fc.Arbitrary<Drawn> = fc.record({
  family: fc.constantFrom(...families),
  ...{ service: fc.boolean(), log: fc.boolean(), scanner: fc.boolean(), svscan: fc.boolean() },
  ...{ pid: fc.constantFrom(0, 702, 9), finishing: fc.boolean(), want: fc.constantFrom('up', 'down') },
})

/** `ours`, which supervise keeps if there is a svscan, and `theirs`, which the other family keeps. */
function systemOf({ family, service, log, scanner, svscan, pid, finishing, want }: Drawn): System {
  return aSystem(svscan ? ['ours'] : [], draft => {
    const status = aStatus(pid, { finishing, want })
    const logDirectory = aDirectory('/usr/local/theirs/log', '1:71', {
      status: aStatus(703, { finishing: false }),
    })
    const directory = aDirectory('/usr/local/theirs', '1:70', { status, log: logDirectory })
    draft.entries.push(aLink('theirs', directory))
    const relative = (is: Relative['is'], keeps: string[]): Pick<Process, 'relative'> => ({
      relative: { family, is, keeps },
    })
    if (!svscan) draft.processes = []
    if (scanner) draft.processes.push(aProcess(600, 1, relative('scanner', [svscanDirectory.id])))
    const keeps = [...(service ? ['1:70'] : []), ...(log ? ['1:71'] : [])]
    if (keeps.length > 0)
      draft.processes.push(
        aProcess(700, scanner ? 600 : 1, { command: 'runsv', ...relative('supervisor', keeps) }),
        aProcess(702, 700),
        aProcess(703, 700, { command: 'svlogd' }),
      )
  })
}

describe('what another family keeps', () => {
  it('is none of ours, has no cure, and is seen in its own family', () => {
    fc.assert(
      fc.property(drawn, draw => {
        const system = systemOf(draw)
        const isTheirs = draw.service || draw.log
        expect(system.services.map(({ name }) => name)).toEqual([
          ...(draw.svscan ? ['ours'] : []),
          ...(isTheirs ? [] : ['theirs']),
        ])
        expect(system.supervises.every(({ process }) => process.relative === undefined)).toBe(true)
        const { cures } = triage(diagnose(system), system)
        const cured = Object.values(cures).flatMap(items => items.map(({ service }) => service))
        if (isTheirs) expect(cured).not.toContain('theirs')
        const state = serviceStates(system).find(({ entry }) => entry.name === 'theirs')
        expect(state?.supervisor).toBe(draw.service ? draw.family : null)
        const isUp = draw.service && draw.pid === 702 && !draw.finishing
        if (draw.pid === 702) expect(state?.state === 'up').toBe(isUp)
      }),
    )
  })

  it('is refused where a scanner of its own lives, or no svscan of ours; else its link is left', () => {
    fc.assert(
      fc.property(drawn, draw => {
        const system = systemOf(draw)
        const isTheirs = draw.service || draw.log
        const refuses = draw.scanner || (isTheirs && !draw.svscan)
        const act = () => refuseForeignGround({ name: 'reset', family: 'daemontools' }, system)
        if (refuses) expect(act).toThrow(/unable to work on/)
        else expect(act).not.toThrow()
        if (!refuses) expect(recordLinks(system).some(({ name }) => name === 'theirs')).toBe(!isTheirs)
        if (draw.family !== 'other')
          expect(() =>
            refuseForeignGround({ name: 'theirs', family: draw.family as 's6' }, system),
          ).not.toThrow()
      }),
    )
  })
})
