import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { entryNamed } from '../../src/check/service-names.js'
import { changesBetween } from '../../src/diagnosis/changes.js'
import { narrow } from '../../src/diagnosis/narrow.js'
import { serviceStates } from '../../src/diagnosis/service-state.js'
import { diagnose, examine } from '../../src/findings/diagnose.js'
import type { SuperviseStatus } from '../../src/system/system.js'
import { aLink, alter, alterDirectory, aStatus, aSystem, remove, ticks, time } from './build.js'

describe('service states', () => {
  it('take the uptime from the process, never negative, and never from the stamp', () => {
    const future = aSystem(['nginx'], draft => {
      alter(draft, 102, { startTime: ticks + 100 })
      alterDirectory(draft, 'nginx', { status: aStatus(102, { changed: time + 86_400_000 }) })
    })
    expect(serviceStates(future)[0]).toMatchObject({ state: 'up', seconds: 0 })
    const hour = aSystem(['nginx'], draft =>
      alterDirectory(draft, 'nginx', { status: aStatus(102, { changed: time - 1000 }) }),
    )
    expect(serviceStates(hour)[0]?.seconds).toBe(3598)
  })

  it('of a service that is down tell since when, never negative', () => {
    const down = (changed: number) =>
      serviceStates(
        aSystem(['nginx'], draft => {
          remove(draft, 102)
          alterDirectory(draft, 'nginx', { status: aStatus(0, { want: 'down', changed }) })
        }),
      )[0]
    expect(down(time - 5000)).toMatchObject({ state: 'down', pid: null, seconds: 5, want: null })
    expect(down(time + 5000)).toMatchObject({ seconds: 0 })
  })

  it('tell what is wanted only where it is not so', () => {
    const states = serviceStates(
      aSystem(['nginx'], draft => alterDirectory(draft, 'nginx', { status: aStatus(102, { want: 'down' }) })),
    )
    expect(states[0]).toMatchObject({ state: 'up', want: 'down', log: { state: 'up', want: null } })
  })

  it('tell of orders that are nothing to cure', () => {
    const noteOf = (change: Partial<SuperviseStatus>, running: boolean) =>
      serviceStates(
        aSystem(['nginx'], draft => {
          if (!running) remove(draft, 102)
          alterDirectory(draft, 'nginx', { status: aStatus(running ? 102 : 0, change) })
        }),
      )[0]?.note
    expect(noteOf({ want: null }, false)).toMatch(/svc -o.*has ended; svc -u \/usr\/local\/nginx/)
    expect(noteOf({ want: null }, true)).toMatch(/svc -o\): it stays down when it ends/)
    expect(noteOf({ want: 'down', ordered: time - 3000 }, true)).toBe(
      'was told to stop 3 s ago, and pid 102 has not ended yet',
    )
    expect(noteOf({ want: 'down', ordered: time - 40_000 }, true)).toBeNull()
    expect(noteOf({ want: 'down', ordered: time - 3000 }, false)).toBeNull()
    expect(noteOf({}, true)).toBeNull()
    expect(noteOf({ want: null, stage: 'started' }, false)).toBeNull()
    // svstat says paused where the process has gone on meanwhile.
    expect(noteOf({ paused: true, ordered: time - 3000 }, true)).toBeNull()
  })

  it('know a dangling link as a service that nobody supervises', () => {
    const states = serviceStates(aSystem([], draft => draft.entries.push(aLink('gone', null))))
    expect(states[0]).toMatchObject({ state: 'unsupervised', supervise: null, pid: null, log: null })
  })
})

describe('what concerns some services', () => {
  it('is their findings and those of svscan, without the consequences of others', () => {
    const findings = diagnose(
      aSystem(['nginx', 'tinydns'], draft => {
        alterDirectory(draft, 'tinydns', { run: { kind: 'missing' } })
        alter(draft, 11, { parent: 1 })
      }),
    )
    expect(narrow(findings, new Set(['nginx'])).map(({ id }) => id)).toEqual(['svscanboot-missing'])
    expect(narrow(findings, null)).toEqual(findings)
  })

  it('may be named as an entry, or by its path', () => {
    expect(entryNamed('nginx/', '/etc/service', ['nginx'])).toBe('nginx')
    expect(entryNamed('/etc/service/nginx', '/etc/service', ['nginx'])).toBe('nginx')
    expect(entryNamed('/service/nginx', '/etc/service', ['nginx'])).toBe(null)
  })
})

describe('changes', () => {
  const seen = (system: ReturnType<typeof aSystem>) => ({
    findings: diagnose(system),
    states: serviceStates(system),
  })

  it('are none between two looks at the same', () => {
    const happy = seen(aSystem(['nginx']))
    expect(changesBetween(happy, happy)).toEqual([])
  })

  it('are findings that came and went, and services that are not as they were', () => {
    const before = seen(aSystem(['nginx']))
    const after = seen(
      aSystem(['nginx'], draft => {
        remove(draft, 102)
        alterDirectory(draft, 'nginx', { status: aStatus(0, { want: 'down' }) })
      }),
    )
    const moved = { kind: 'service', service: 'nginx' }
    expect(changesBetween(before, after)).toEqual([
      { kind: 'appeared', id: 'service-wanted-down', service: 'nginx' },
      { ...moved, from: 'up (pid 102)', to: 'down' },
    ])
    expect(changesBetween(after, before)).toEqual([
      { kind: 'gone', id: 'service-wanted-down', service: 'nginx' },
      { ...moved, from: 'down', to: 'up (pid 102)' },
    ])
  })
})

describe('an examination', () => {
  it('of whatever processes there are ends in findings, each with a cause that is there', () => {
    const states = fc.constantFrom('S', 'Z', 'T', 'R')
    const changed = fc.record({
      pid: fc.integer({ min: 10, max: 115 }),
      parent: fc.integer({ min: 0, max: 115 }),
      state: states,
    })
    fc.assert(
      fc.property(fc.array(changed, { maxLength: 8 }), alterations => {
        const system = aSystem(['nginx', 'tinydns'], draft => {
          for (const { pid, parent, state } of alterations) alter(draft, pid, { parent, state })
        })
        const { findings } = examine(system)
        const ids = new Set(findings.map(({ id }) => id))
        for (const { causedBy } of findings) expect(causedBy === undefined || ids.has(causedBy)).toBe(true)
      }),
    )
  })
})
