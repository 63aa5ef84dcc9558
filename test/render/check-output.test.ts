import { describe, expect, it } from 'vitest'
import type { AdvisedFinding, Finding } from '../../src/contract/finding.js'
import { diagnose } from '../../src/findings/diagnose.js'
import { checkJson } from '../../src/render/check-json.js'
import type { CheckText } from '../../src/render/check-options.js'
import { checkText } from '../../src/render/check-text.js'
import { nagiosText, nagiosUnknown } from '../../src/render/nagios.js'
import { advise } from '../../src/repair/advice.js'
import type { System } from '../../src/system/system.js'
import { makeStyle } from '../../src/text/style.js'
import { aLink, alter, alterDirectory, aStatus, aSystem, remove } from '../diagnosis/build.js'

const plain: CheckText = {
  style: makeStyle(false),
  columns: 80,
  cut: 80,
  services: null,
  all: false,
  tree: 'sick',
  users: new Map([[0, 'root']]),
}

function tree(system: System, options: Partial<CheckText> = {}): string[] {
  const text = checkText(system, advise(diagnose(system), system, null), { ...plain, ...options })
  return (text.split('\n\n').find(part => /^ +S USER/.test(part)) ?? '').trimEnd().split('\n').slice(1)
}

describe('the process tree', () => {
  it('has each supervise beside its log, below svscan, and readproctitle behind', () => {
    const commands = tree(aSystem(['nginx', 'tinydns']), { tree: 'all' }).map(line => line.slice(32))
    expect(commands.slice(0, -1)).toEqual([
      '/bin/sh /usr/bin/svscanboot',
      '  svscan /etc/service',
      '    supervise nginx',
      '      sleep 1000000',
      '    supervise log',
      '      multilog t ./main',
      '    supervise tinydns',
      '      sleep 1000000',
      '    supervise log',
      '      multilog t ./main',
    ])
    expect(commands.at(-1)).toMatch(/^ {2}readproctitle service errors: \.+…?$/)
  })

  it('marks the sick lines and says why, right below', () => {
    const system = aSystem(['nginx'], draft => alterDirectory(draft, 'nginx', { run: { kind: 'missing' } }))
    const lines = tree(system)
    const at = lines.findIndex(line => line.startsWith('!'))
    expect(lines[at]).toContain('supervise nginx')
    expect(lines[at + 1]).toContain('^ run-missing')
  })

  it('shows orphans of a svscan that is gone', () => {
    const system = aSystem(['nginx'], draft => {
      remove(draft, 10, 11)
      for (const pid of [12, 100, 101]) alter(draft, pid, { parent: 1 })
    })
    expect(tree(system).filter(line => /supervise (nginx|log)$/.test(line))).toHaveLength(2)
  })

  it('folds what is healthy above ten services, unless all are asked for', () => {
    const names = Array.from({ length: 30 }, (_, index) => `s${index}`)
    const system = aSystem(names, draft => alterDirectory(draft, 's7', { run: { kind: 'missing' } }))
    expect(tree(system).at(-1)).toContain('29 healthy services')
    expect(tree(system).filter(line => line.includes('supervise s'))).toHaveLength(1)
    for (const options of [{ all: true }, { tree: 'all' }] as const)
      expect(tree(system, options).filter(line => line.includes('supervise s'))).toHaveLength(30)
  })

  it('calls nothing healthy that was not asked for, nor the title empty', () => {
    const system = aSystem(['nginx', 'tinydns'], draft => {
      alterDirectory(draft, 'tinydns', { run: { kind: 'missing' } })
      alter(draft, 12, {
        arguments: ['readproctitle', 'service', 'errors:', '...supervise: fatal: x/run: y\n'],
      })
    })
    const text = checkText(system, advise([], system, null), {
      ...plain,
      cut: null,
      tree: 'all',
      services: new Set(['nginx']),
    })
    expect(text).toContain('readproctitle service errors: (of other services)')
    expect(text).toContain('… and 1 other service not shown')
  })

  it('draws each process once, also those that only a finding names', () => {
    const system = aSystem(['nginx'])
    const [finding] = diagnose(aSystem(['nginx'], draft => alter(draft, 11, { parent: 1 })))
    const findings = [10, 11, 12].map(pid => ({ ...finding, id: 'unreadable', pids: [pid] }) as Finding)
    const text = checkText({ ...system, svscans: [], supervises: [] }, advise(findings, system, null), plain)
    expect(text.match(/^! S root +11 /gm)).toHaveLength(1)
  })

  it('is no wider than the terminal, and lets no control character through', () => {
    const system = aSystem(['nginx'], draft =>
      alter(draft, 102, { arguments: ['evil\x1b[2J', 'x'.repeat(500), 'two\nlines'] }),
    )
    const lines = tree(system, { tree: 'all' })
    expect(Math.max(...lines.map(line => [...line].length))).toBeLessThanOrEqual(80)
    expect(lines.join('')).not.toContain('\x1b')
    expect(tree(system, { cut: null, tree: 'all' }).join('\n')).toContain('x'.repeat(500))
  })
})

describe('text', () => {
  it('begins with the verdict, and has causes before what follows from them', () => {
    const system = aSystem(['nginx'], draft => {
      remove(draft, 11)
      for (const pid of [100, 101]) alter(draft, pid, { parent: 1 })
    })
    const text = checkText(system, advise(diagnose(system), system, null), plain)
    expect(text).toMatch(/^SICK: /)
    expect(text.indexOf('svscan-not-running')).toBeLessThan(text.indexOf('supervise-orphaned'))
    expect(checkText(aSystem([]), advise([], aSystem([]), null), plain)).toMatch(/^HAPPY: /)
  })
})

describe('what to do', () => {
  const names = Array.from({ length: 7 }, (_, index) => `s${index}`)
  const sick = aSystem(names, draft => {
    for (const name of names) alterDirectory(draft, name, { run: { kind: 'missing' } })
  })
  const { findings } = advise(diagnose(sick), sick, null)
  const textOf = (told: readonly AdvisedFinding[]) =>
    checkText(sick, { findings: told, command: null }, { ...plain, columns: 200 })

  it('is said for the first three of a kind, and where the rest is', () => {
    const text = textOf(findings)
    expect(text.match(/^ {2}do: /gm)).toHaveLength(3)
    expect(text).toContain(
      '  and 4 more remedies: svreset check SERVICE shows those of one service, svreset check --json shows all\n',
    )
    expect(textOf(findings.slice(0, 3))).not.toContain('more remedies')
  })

  it('names only --json where a check of one service would leave something out too', () => {
    const told = findings.map((finding, index) => ({ ...finding, service: index < 4 ? 's0' : null }))
    expect(textOf(told)).toContain('  and 4 more remedies: svreset check --json shows all\n')
  })
})

describe('evidence', () => {
  it('tells how many processes there are beside those that it names', () => {
    const [found] = diagnose(aSystem(['nginx'], draft => alter(draft, 11, { parent: 1 })))
    const pids = Array.from({ length: 15 }, (_, index) => 201 + index)
    const text = checkText(
      aSystem(['nginx']),
      { findings: [{ ...found, pids, advice: 'x' } as AdvisedFinding], command: null },
      plain,
    )
    expect(text).toContain('    pid: 201, 202, 203, 204, 205, 206, 207, 208, 209, 210, 211, 212 and 3 more\n')
  })

  it('is shown where it is an empty text, and not where nothing is known', () => {
    const [found] = diagnose(aSystem(['nginx'], draft => alter(draft, 11, { parent: 1 })))
    const finding = { ...found, evidence: { firstLine: '', cwd: null } } as Finding
    const system = aSystem(['nginx'])
    const text = checkText(system, advise([finding], system, null), plain)
    expect(text).toContain("    first line: ''\n")
    expect(text).not.toContain('cwd:')
  })
})

describe('JSON', () => {
  it('is the contract’s', () => {
    const system = aSystem(['nginx'], draft =>
      alterDirectory(draft, 'nginx', { status: aStatus(102, { want: 'down' }) }),
    )
    expect(checkJson(system, [], null)).toEqual({
      schema: 'svreset/check/1',
      time: '2026-11-23T15:31:00.000Z',
      host: 'lenny',
      serviceDirectory: '/etc/service',
      verdict: 'happy',
      svscan: {
        supervisor: 'daemontools',
        pid: 11,
        parent: { pid: 10, command: '/bin/sh /usr/bin/svscanboot' },
        restart: { method: 'respawn', unit: null, evidence: 'svscanboot, pid 10, is a child of process 1' },
      },
      services: [
        {
          name: 'nginx',
          link: '/etc/service/nginx',
          target: '/usr/local/nginx',
          directory: '/usr/local/nginx',
          supervisor: 'daemontools',
          supervise: 100,
          state: 'up',
          pid: 102,
          seconds: 3598,
          normally: 'up',
          want: 'down',
          paused: false,
          log: {
            supervisor: 'daemontools',
            supervise: 101,
            state: 'up',
            pid: 103,
            seconds: 3598,
            normally: 'up',
            want: null,
            paused: false,
          },
        },
      ],
      findings: [],
    })
  })

  it('has the bytes of a name that is not UTF-8 beside it', () => {
    const system = aSystem([], draft => draft.entries.push(aLink('caf\udce9', null)))
    const text = JSON.stringify(checkJson(system, advise(diagnose(system), system, null).findings, null))
    const { services, findings } = JSON.parse(text)
    expect(services[0].nameBytes).toBe(Buffer.from('caf\xe9', 'latin1').toString('base64'))
    expect(findings[0].serviceBytes).toBe(services[0].nameBytes)
  })
})

describe('the text for a monitoring system', () => {
  it('is a sentence that names the worst, and has no bar but the one before the performance data', () => {
    const system = aSystem(['nginx'], draft => {
      draft.entries.push(aLink('a|b\nc', null))
      alterDirectory(draft, 'nginx', { normallyDown: true })
      alter(draft, 103, { parent: 1 })
      remove(draft, 101, 103)
    })
    const found = diagnose(system).filter(({ id }) => id === 'link-dangling' || id === 'log-missing')
    const [first = '', ...lines] = nagiosText(system, advise(found, system, null), null).split('\n')
    expect(first).toMatch(
      /^SVRESET CRITICAL - 2 services, 1 up; \d findings?: [^|]*, and 1 more \| services=2;; /,
    )
    expect(first).toContain(
      '| services=2;; up=1;; logs=1;; logs_up=0;; critical=2;; warning=0;; unknown=0;; consequences=0;;',
    )
    expect(lines).toEqual([
      expect.stringMatching(/^critical: .* \(link-dangling\)$/),
      expect.stringMatching(/^critical: no supervise runs in nginx\/log: .* \(log-missing\)$/),
      expect.stringMatching(/^svreset repair /),
      '',
    ])
    expect(`${first.split(' | ')[0]}${lines}`).not.toContain('|')
    expect(nagiosUnknown('no\nway | out')).toBe('SVRESET UNKNOWN - no\\x0away / out\n')
  })

  it('tells whoever may not look once that root may', () => {
    const hidden = ['a', 'b'].map(what => ({ what, hides: 'x', pids: [] }))
    const system = aSystem(['nginx'], draft => {
      draft.observation = { self: { pid: 9999, uid: 1000 }, unreadable: hidden }
    })
    expect(nagiosText(system, advise(diagnose(system), system, null), null).split('\n')).toEqual([
      expect.stringMatching(
        /^SVRESET UNKNOWN - 1 service, 1 up; 2 findings: run it as root: 2 things cannot be read \| .* unknown=2;; /,
      ),
      'unknown: run it as root: 2 things cannot be read (unreadable)',
      '',
    ])
  })
})
