import { describe, expect, it } from 'vitest'
import { healthyScenarios, scenarios } from '../../src/drill/scenarios.js'
import { definitions, type FindingId } from '../../src/findings/index.js'
import { causes, checkJson, consequences, pidsByFinding, unexplained } from './support/check.js'
import { openLastingDrill } from './support/drill.js'

interface Expected {
  /** What is found and is no consequence of anything: exactly this, as `id service`, with the script that prints its pids. */
  readonly causes: Readonly<Record<string, Pids>>
  /** What must be found besides, as a consequence. */
  readonly follow?: Readonly<Record<string, Pids>>
  /** Ids of consequences that may be found besides: whether they are depends on the moment. */
  readonly may?: readonly string[]
  readonly verdict?: 'sick' | 'warning'
}

/** A script for sh whose output is pids, asked of ps, lsof, pgrep or svstat: of anything but svreset. */
type Pids = string

/** The finding is about no process. */
const none = 'true'

/** As the document does it: `lsof -c supervise -a -d cwd`. */
const superviseIn = (...directories: string[]) =>
  `lsof -w -nP -c supervise -a -d cwd -Fpn | awk -v list='${directories.join('|')}' '
    BEGIN { n = split(list, names, "|"); for (i = 1; i <= n; i++) wanted["n" names[i]] }
    /^p/ { pid = substr($0, 2) }
    $0 in wanted { print pid }'`
const serviceOf = (name: string) => `svstat /etc/service/${name} | sed 's/.*(pid \\([0-9]*\\)).*/\\1/'`
const tinydns = superviseIn('/usr/local/tinydns')
const svscan = 'pgrep -x svscan'
const readproctitle = 'pgrep -x readproctitle'
/** What the drill itself started outside of svscan, as a child of PID 1. */
const setlock = 'pgrep -P 1 -x sleep'

const errors = 'readproctitle-errors'

const unreachable: Expected = {
  causes: { 'supervise-unreachable tinydns': superviseIn('/usr/local/tinydns', '/usr/local/tinydns/log') },
  may: ['status-stale'],
}

/** Of a finding that another scenario shows as well. */
type Variant =
  | 'unhappy'
  | 'service-errors'
  | 'leftover-daemon'
  | 'log-directory-shared'
  | 'log-not-writable'
  | 'redeployed'
  | 'state-purged'
  | 'state-root-purged'
  | 'noexec'
  | 'crlf'
  | 'read-only'
  | 'rc-local'
  | 'supervise-killed'

/** Each scenario is called as the finding that it is for. */
const expected: Readonly<Record<FindingId | Variant, Expected>> = {
  unhappy: {
    causes: {
      'supervise-in-deleted-directory my_server-fastcgi': superviseIn(
        '/etc/service/my_server-fastcgi (deleted)',
      ),
    },
    follow: {
      [`${errors} my_server-fastcgi`]: readproctitle,
      [errors]: readproctitle,
      'log-missing my_server-fastcgi': superviseIn('/usr/local/my_server-fastcgi'),
    },
    may: ['zombie'],
  },
  'run-at-work': {
    causes: { 'run-at-work': "pgrep -f -- '--stop-timeout 1h$' | head -1" },
    verdict: 'warning',
  },
  'run-unfinished': {
    causes: { 'run-unfinished': none },
    follow: { 'supervise-unlinked tinydns': superviseIn('/usr/local/tinydns', '/usr/local/tinydns/log') },
  },
  'svscan-not-running': {
    causes: { 'svscan-not-running': none },
    follow: {
      'supervise-orphaned tinydns': superviseIn('/usr/local/tinydns', '/usr/local/tinydns/log'),
      'supervise-orphaned nginx': superviseIn('/usr/local/nginx', '/usr/local/nginx/log'),
    },
  },
  'svscan-duplicate': {
    causes: { 'svscan-duplicate': svscan },
    follow: { 'svscanboot-missing': 'pgrep -P 1 -x svscan' },
    may: ['zombie', errors, 'supervise-duplicate', 'supervise-missing', 'log-missing'],
  },
  impostor: {
    causes: { impostor: "pgrep -xf '/usr/local/lib/impostor/svscan 1000000'" },
    verdict: 'warning',
  },
  'supervise-foreign': {
    causes: { 'supervise-foreign tinydns': `${superviseIn('/usr/local/tinydns')}; pgrep -x s6-supervise` },
    may: ['status-stale'],
  },
  'svscanboot-missing': { causes: { 'svscanboot-missing': svscan }, verdict: 'warning' },
  'readproctitle-missing': { causes: { 'readproctitle-missing': svscan } },
  'readproctitle-errors': { causes: { [`${errors} gone`]: readproctitle } },
  'service-errors': { causes: { [errors]: readproctitle }, verdict: 'warning' },
  'supervise-in-deleted-directory': {
    causes: {
      'supervise-in-deleted-directory tinydns': superviseIn(
        '/usr/local/tinydns (deleted)',
        '/usr/local/tinydns/log (deleted)',
      ),
    },
    may: [errors, 'zombie'],
  },
  'supervise-duplicate': {
    causes: { 'supervise-orphaned tinydns': 'pgrep -P 1 -x supervise' },
    follow: { 'supervise-duplicate tinydns': tinydns },
    may: ['status-stale'],
  },
  'supervise-orphaned': {
    causes: { 'supervise-orphaned tinydns': 'pgrep -P 1 -x supervise' },
    follow: { [`${errors} tinydns`]: readproctitle },
    may: ['zombie'],
  },
  'supervise-unlinked': { causes: { 'supervise-unlinked tinydns': tinydns } },
  'supervise-unreachable': unreachable,
  'supervise-missing': {
    causes: { 'process-stopped': svscan },
    follow: { 'supervise-missing tinydns': none },
  },
  'supervise-cannot-start': {
    causes: { 'supervise-cannot-start tinydns': setlock },
    follow: { 'supervise-missing tinydns': none, [`${errors} tinydns`]: readproctitle },
    may: ['zombie'],
  },
  'process-stopped': { causes: { 'process-stopped tinydns': tinydns } },
  zombie: {
    causes: { 'process-stopped tinydns': tinydns },
    follow: { 'zombie tinydns': "ps -A -o pid=,stat= | awk '$2 ~ /^Z/ { print $1 }'" },
  },
  'link-same-directory': { causes: { 'link-same-directory tinydns': none }, verdict: 'warning' },
  'link-dangling': {
    causes: { 'link-dangling gone': none },
    follow: { [`${errors} gone`]: readproctitle },
  },
  'entry-not-a-link': { causes: { 'entry-not-a-link tinydns': none }, verdict: 'warning' },
  unreadable: {
    causes: { 'unreadable tinydns': none },
    follow: { [`${errors} tinydns`]: readproctitle },
  },
  'service-down': {
    causes: { 'supervise-out-of-processes tinydns': tinydns },
    follow: { 'service-down tinydns': tinydns, [`${errors} tinydns`]: readproctitle },
  },
  'service-wanted-down': { causes: { 'service-wanted-down tinydns': tinydns }, verdict: 'warning' },
  'service-restarting': { causes: { 'service-restarting tinydns': tinydns }, may: ['zombie'] },
  'service-stuck-stopping': { causes: { 'service-stuck-stopping tinydns': serviceOf('tinydns') } },
  'service-paused': {
    causes: { 'service-paused tinydns': serviceOf('tinydns') },
    verdict: 'warning',
  },
  'status-stale': { causes: { 'status-stale tinydns': tinydns }, verdict: 'warning' },
  'leftover-process': leftOver('worker'),
  'leftover-daemon': leftOver('/usr/bin/perl /usr/local/bin/server'),
  'run-missing': cannotRun('run-missing'),
  'run-not-executable': cannotRun('run-not-executable'),
  'run-bad-interpreter': cannotRun('run-bad-interpreter'),
  'service-directory-writable': { causes: { 'service-directory-writable tinydns': none } },
  'log-missing': { causes: { 'log-missing tinydns': tinydns }, may: ['zombie', errors] },
  'log-not-picked-up': { causes: { 'log-not-picked-up tinydns': tinydns }, verdict: 'warning' },
  'log-lock-held': {
    causes: { 'log-lock-held tinydns': setlock },
    follow: { 'service-restarting tinydns': superviseIn('/usr/local/tinydns/log') },
    may: ['zombie', errors, 'service-down', 'service-blocked-on-log'],
  },
  'log-shared': {
    causes: { 'log-shared dnscache': superviseIn('/usr/local/dnscache', '/usr/local/tinydns/log') },
    follow: { 'log-missing dnscache': superviseIn('/usr/local/dnscache') },
    may: ['zombie', errors],
  },
  'log-directory-shared': {
    causes: { 'log-shared dnscache': `pgrep -x multilog -P $(${superviseIn('/usr/local/tinydns/log')})` },
    follow: { 'service-restarting dnscache': superviseIn('/usr/local/dnscache/log') },
    may: ['zombie', errors],
  },
  'log-not-writable': {
    causes: { 'service-restarting tinydns': superviseIn('/usr/local/tinydns/log') },
    follow: { 'service-blocked-on-log tinydns': 'pgrep -x yes' },
    may: ['zombie', errors],
  },
  'service-blocked-on-log': {
    causes: { 'service-blocked-on-log tinydns': 'pgrep -x yes' },
    may: [errors],
  },
  'too-many-services': {
    causes: { 'too-many-services': svscan },
    follow: { 'file-descriptors-exhausted': svscan },
    may: ['supervise-missing', errors],
  },
  'file-descriptors-exhausted': { causes: { 'file-descriptors-exhausted': svscan } },
  'supervise-out-of-processes': {
    causes: { 'supervise-out-of-processes tinydns': tinydns },
    follow: { 'service-down tinydns': tinydns, [`${errors} tinydns`]: readproctitle },
  },
  redeployed: {
    causes: {
      'supervise-in-deleted-directory tinydns': superviseIn(
        '/usr/local/tinydns (deleted)',
        '/usr/local/tinydns/log (deleted)',
      ),
    },
    may: [errors, 'zombie', 'supervise-missing', 'log-missing'],
  },
  // Beforehand supervise may have wanted to write its status.
  'state-purged': { ...unreachable, may: ['status-stale', errors] },
  'state-root-purged': { ...unreachable, may: ['status-stale', errors] },
  noexec: {
    causes: {
      'run-not-executable tinydns': superviseIn('/usr/local/data/tinydns', '/usr/local/data/tinydns/log'),
    },
    follow: { [`${errors} tinydns`]: readproctitle },
    may: ['zombie', 'service-down', errors],
  },
  crlf: cannotRun('run-bad-interpreter'),
  'read-only': {
    causes: { 'supervise-cannot-start tinydns': none },
    follow: { 'supervise-missing tinydns': none, [`${errors} tinydns`]: readproctitle },
    may: ['zombie', errors],
  },
  'rc-local': { causes: { 'svscanboot-missing': svscan }, verdict: 'warning' },
  'supervise-killed': { causes: { 'leftover-process tinydns': setlock }, verdict: 'warning' },
}

function leftOver(title: string): Expected {
  return {
    causes: { 'leftover-process tinydns': `pgrep -P 1 -f '^${title} '` },
    follow: { 'service-restarting tinydns': tinydns },
    may: ['zombie'],
  }
}

function cannotRun(id: string): Expected {
  return {
    causes: { [`${id} tinydns`]: tinydns },
    follow: { [`${errors} tinydns`]: readproctitle },
    may: ['zombie', 'service-down'],
  }
}

const healthy = healthyScenarios.map(({ name }) => name)

describe.concurrent('check finds in each drill what is sick there, and nothing else', () => {
  it('knows every scenario, and a scenario for every finding', ({ expect }) => {
    const names = scenarios.map(({ name }) => name).filter(name => !healthy.includes(name))
    expect(Object.keys(expected).sort()).toEqual([...names].sort())
    for (const { id } of definitions) {
      const { causes, follow } = expected[id]
      expect(Object.keys({ ...causes, ...follow }).map(key => key.split(' ')[0])).toContain(id)
    }
  })

  for (const [scenario, { causes: wanted, follow = {}, may = [], verdict = 'sick' }] of Object.entries(
    expected,
  )) {
    it(scenario, async ({ expect }) => {
      await using drill = await openLastingDrill(scenario)
      const result = await checkJson(drill)
      expect(causes(result.findings)).toEqual(Object.keys(wanted).sort())
      expect(unexplained(result.findings)).toEqual([])
      const allowed = [...Object.keys(follow).map(key => key.split(' ')[0]), ...may]
      expect(allowed).toEqual(expect.arrayContaining(consequences(result.findings)))
      expect([result.verdict, result.exitCode]).toEqual([verdict, verdict === 'sick' ? 2 : 1])
      const found = pidsByFinding(result.findings)
      for (const [finding, script] of Object.entries({ ...wanted, ...follow })) {
        const pids = (await drill.sh(script)).split('\n').filter(Boolean).map(Number)
        expect([finding, found.get(finding)]).toEqual([finding, pids.sort((a, b) => a - b)])
      }
    })
  }
})

it('leaves the healthy ones alone', async () => {
  await using drill = await openLastingDrill('empty')
  const { verdict, exitCode, findings } = await checkJson(drill)
  expect([verdict, exitCode, findings]).toEqual(['happy', 0, []])
})
