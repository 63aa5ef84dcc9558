import { describe, expect, it } from 'vitest'
import { scenarios } from '../../src/drill/scenarios.js'
import { causes, checkJson, consequences } from './support/check.js'
import { openLastingDrill } from './support/drill.js'

interface Expected {
  /** What is found and is no consequence of anything: exactly this. */
  readonly causes: readonly string[]
  /** Ids that may be found besides, as consequences. */
  readonly consequences?: readonly string[]
  readonly verdict?: 'sick' | 'warning'
  /** A script that prints the pids that the finding must name, sorted. */
  readonly pids?: string
}

const inDirectory = (command: string, directory: string) =>
  `for p in $(pgrep -x ${command}); do if [ "$(readlink /proc/$p/cwd)" = '${directory}' ]; then echo $p; fi; done | sort -n`
const serviceOf = (name: string) => `svstat /etc/service/${name} | sed 's/.*pid \\([0-9]*\\).*/\\1/'`

const errors = 'readproctitle-errors'
const cannotRun = ['zombie', errors, 'service-down']

const expected: Readonly<Record<string, Expected>> = {
  unhappy: {
    causes: ['supervise-in-deleted-directory my_server-fastcgi'],
    consequences: ['zombie', errors, 'log-missing', 'supervise-duplicate'],
    pids: inDirectory('supervise', '/etc/service/my_server-fastcgi (deleted)'),
  },
  'svscan-not-running': { causes: ['svscan-not-running'], consequences: ['supervise-orphaned'] },
  'svscan-duplicate': {
    causes: ['svscan-duplicate'],
    consequences: [
      'svscanboot-missing',
      'zombie',
      errors,
      'supervise-duplicate',
      'supervise-missing',
      'log-missing',
    ],
    pids: 'pgrep -x svscan | sort -n',
  },
  'svscanboot-missing': { causes: ['svscanboot-missing'], verdict: 'warning', pids: 'pgrep -x svscan' },
  'readproctitle-missing': { causes: ['readproctitle-missing'], pids: 'pgrep -x svscan' },
  'readproctitle-errors': { causes: ['readproctitle-errors gone'], pids: 'pgrep -x readproctitle' },
  'service-errors': { causes: [errors], verdict: 'warning' },
  'supervise-in-deleted-directory': {
    causes: ['supervise-in-deleted-directory tinydns'],
    consequences: [errors, 'zombie'],
  },
  'supervise-duplicate': {
    causes: ['supervise-orphaned tinydns'],
    consequences: ['supervise-duplicate', 'status-stale'],
  },
  'supervise-orphaned': {
    causes: ['supervise-orphaned tinydns'],
    consequences: ['zombie', errors],
    pids: inDirectory('supervise', '/usr/local/tinydns'),
  },
  'supervise-unlinked': {
    causes: ['supervise-unlinked tinydns'],
    pids: inDirectory('supervise', '/usr/local/tinydns'),
  },
  'supervise-missing': {
    causes: ['process-stopped'],
    consequences: ['supervise-missing'],
    pids: 'pgrep -x svscan',
  },
  'supervise-cannot-start': {
    causes: ['supervise-cannot-start tinydns'],
    consequences: ['supervise-missing', 'zombie', errors],
  },
  'process-stopped': {
    causes: ['process-stopped tinydns'],
    pids: inDirectory('supervise', '/usr/local/tinydns'),
  },
  zombie: { causes: ['process-stopped tinydns'], consequences: ['zombie'] },
  'link-same-directory': { causes: ['link-same-directory tinydns'], verdict: 'warning' },
  'link-dangling': { causes: ['link-dangling gone'], consequences: [errors] },
  'entry-not-a-link': { causes: ['entry-not-a-link tinydns'], verdict: 'warning' },
  'service-down': { causes: ['service-down tinydns'], pids: inDirectory('supervise', '/usr/local/tinydns') },
  'service-wanted-down': { causes: ['service-wanted-down tinydns'], verdict: 'warning' },
  'service-restarting': { causes: ['service-restarting tinydns'], consequences: ['zombie'] },
  'service-stuck-stopping': { causes: ['service-stuck-stopping tinydns'], pids: serviceOf('tinydns') },
  'service-paused': { causes: ['service-paused tinydns'], verdict: 'warning', pids: serviceOf('tinydns') },
  'status-stale': { causes: ['status-stale tinydns'], verdict: 'warning' },
  'leftover-process': { causes: ['leftover-process tinydns'], pids: 'pgrep -f "^sleep 1000001"' },
  'run-missing': { causes: ['run-missing tinydns'], consequences: cannotRun },
  'run-not-executable': { causes: ['run-not-executable tinydns'], consequences: cannotRun },
  'run-bad-interpreter': { causes: ['run-bad-interpreter tinydns'], consequences: cannotRun },
  'service-directory-writable': { causes: ['service-directory-writable tinydns'] },
  'log-missing': { causes: ['log-missing tinydns'], consequences: ['zombie', errors] },
  'log-not-picked-up': { causes: ['log-not-picked-up tinydns'], verdict: 'warning' },
  'log-lock-held': {
    causes: ['log-lock-held tinydns'],
    consequences: ['service-restarting', 'zombie', errors, 'service-down', 'service-blocked-on-log'],
  },
  'service-blocked-on-log': {
    causes: ['service-blocked-on-log tinydns'],
    consequences: [errors],
    pids: 'pgrep -x yes',
  },
  'too-many-services': {
    causes: ['too-many-services'],
    consequences: ['file-descriptors-exhausted', 'supervise-missing', errors],
  },
  'file-descriptors-exhausted': { causes: ['file-descriptors-exhausted'], pids: 'pgrep -x svscan' },
}

const healthy = ['happy', 'many', 'empty']

describe.concurrent('check finds in each drill what is sick there, and nothing else', () => {
  it('knows every scenario', ({ expect }) => {
    const names = scenarios.map(({ name }) => name).filter(name => !healthy.includes(name))
    expect(Object.keys(expected).sort()).toEqual([...names].sort())
  })

  for (const [scenario, wanted] of Object.entries(expected)) {
    it(scenario, async ({ expect }) => {
      await using drill = await openLastingDrill(scenario)
      const { verdict = 'sick', pids } = wanted
      const result = await checkJson(drill)
      expect(causes(result.findings)).toEqual(wanted.causes)
      expect([...(wanted.consequences ?? [])]).toEqual(expect.arrayContaining(consequences(result.findings)))
      expect([result.verdict, result.exitCode]).toEqual([verdict, verdict === 'sick' ? 2 : 1])
      const found = result.findings.find(({ causedBy }) => causedBy === undefined)
      if (pids !== undefined) {
        expect(found?.pids).toEqual((await drill.sh(pids)).trim().split('\n').map(Number))
      }
      if (Object.hasOwn(required, scenario)) {
        expect(consequences(result.findings)).toEqual(expect.arrayContaining(required[scenario] ?? []))
      }
    })
  }
})

/** Consequences that must be seen, whatever else may be. */
const required: Readonly<Record<string, string[]>> = {
  unhappy: ['zombie', errors],
  zombie: ['zombie'],
  'supervise-duplicate': ['supervise-duplicate'],
  'supervise-missing': ['supervise-missing'],
  'supervise-orphaned': [errors],
  'svscan-not-running': ['supervise-orphaned'],
  'too-many-services': ['supervise-missing'],
}

it('leaves the healthy ones alone', async () => {
  await using drill = await openLastingDrill('empty')
  const { verdict, exitCode, findings } = await checkJson(drill)
  expect([verdict, exitCode, findings]).toEqual(['happy', 0, []])
})
