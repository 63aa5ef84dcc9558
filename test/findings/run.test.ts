import { describe, expect, it } from 'vitest'
import { verdictOf } from '../../src/contract/finding.js'
import type { LeftOff, OpenRun } from '../../src/contract/open-run.js'
import { noDoubts } from '../../src/diagnosis/doubt-history.js'
import { serviceStates } from '../../src/diagnosis/service-state.js'
import { examine } from '../../src/findings/diagnose.js'
import { nagiosText } from '../../src/render/nagios.js'
import { advise } from '../../src/repair/advice.js'
import { recordLinks } from '../../src/system/link-record.js'
import type { System } from '../../src/system/system.js'
import { aSystem, type Draft, time } from '../diagnosis/build.js'

const who = { kind: 'started', who: 'root (uid 0)', pid: 7, from: time - 60_000 } as const
const leftOff: LeftOff = {
  ...{ runbook: 'reset', title: 'Reset daemontools', begun: who, last: who, heard: time - 30_000 },
  ...{ ended: null, step: { id: 'stop', name: 'Stop all', number: 3 }, stepEnded: false, done: [], of: 14 },
}
const run: OpenRun = {
  ...{
    run: 'r',
    atWork: false,
    leftOff,
    doubt: null,
    ran: ['nginx', 'tinydns'].map(name => ({ name, directory: `/usr/local/${name}` })),
  },
  links: recordLinks(aSystem(['nginx', 'tinydns'])),
  ways: [
    { command: 'svreset resume r', does: 'continues the run' },
    { command: 'svreset restore r', does: 'puts the links back' },
    { command: 'sh restore.sh', does: 'does the same' },
  ],
}

/** All links are out, and every supervise still runs. */
function emptied(change: (draft: Draft) => void = () => {}): System {
  return aSystem(['nginx', 'tinydns'], draft => {
    draft.observation = { ...draft.observation, out: draft.entries.splice(0) }
    change(draft)
  })
}

function found(system: System, open: OpenRun | null) {
  return examine(system, noDoubts, { run: open }).findings
}

describe('an unfinished run', () => {
  it('is critical, and what follows from it is its consequence', () => {
    const findings = found(emptied(), run)
    expect(findings[0]).toMatchObject({
      id: 'run-unfinished',
      severity: 'critical',
      evidence: { linksOut: ['nginx', 'tinydns'], servicesDown: [] },
    })
    expect(findings.length).toBeGreaterThan(1)
    expect(findings.slice(1).map(({ id, causedBy }) => [id, causedBy])).toEqual(
      findings.slice(1).map(() => ['supervise-unlinked', 'run-unfinished']),
    )
  })

  it('is the cause where nothing at all is left to find', () => {
    const system = aSystem([])
    expect(found(system, null)).toEqual([])
    const findings = found(system, run)
    expect(findings).toMatchObject([{ evidence: { servicesDown: ['nginx', 'tinydns'] } }])
    expect(advise(findings, system, null).command).toBe(
      'svreset resume r continues the run; svreset restore r puts the links back',
    )
    expect(nagiosText(system, advise(findings, system, null), null)).toMatch(
      /^SVRESET CRITICAL - [^|]*: run r \(reset, begun .* in step 3 of 14 /,
    )
  })

  it('is told without a journal, too', () => {
    const [finding] = found(emptied(), { ...run, leftOff: null, doubt: 'its journal is gone' })
    expect(finding?.message).toContain('run r was not finished: 2 of 2 links are out')
    expect(finding?.evidence.doubt).toBe('its journal is gone')
  })
})

describe('an unfinished run that somebody has put in order by hand', () => {
  it('is a warning', () => {
    const findings = found(aSystem(['nginx', 'tinydns']), run)
    expect(findings).toMatchObject([{ id: 'run-unfinished', severity: 'warning' }])
  })
})

describe('a run at work', () => {
  it('is all that is told, with its step, its pid, who, and since when', () => {
    const findings = found(emptied(), { ...run, atWork: true })
    expect(findings).toHaveLength(1)
    expect(findings[0]?.message).toBe(
      'run r is at work (reset, begun 1 min ago by root (uid 0)): step 3 of 14 (Stop all), pid 7',
    )
    expect(verdictOf(findings)).toBe('warning')
  })

  it('is critical when it has been silent for long while links are out', () => {
    const silent = { ...run, atWork: true, leftOff: { ...leftOff, heard: time - 301_000 } }
    expect(verdictOf(found(emptied(), silent))).toBe('sick')
    expect(verdictOf(found(aSystem(['nginx', 'tinydns']), silent))).toBe('warning')
  })
})

describe('the states of services', () => {
  it('count what supervise runs, though its link is out', () => {
    const states = serviceStates(emptied()).map(({ entry, linked, state }) => [entry.name, linked, state])
    expect(states).toEqual([
      ['nginx', false, 'up'],
      ['tinydns', false, 'up'],
    ])
  })
})
