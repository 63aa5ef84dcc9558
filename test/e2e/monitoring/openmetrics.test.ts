import { readFileSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { execa } from 'execa'
import { beforeEach, expect, it, onTestFinished } from 'vitest'
import { openDrill } from '../support/drill.js'
import { skipWithout } from '../support/lacks.js'
import { staging } from '../support/staging.js'
import { tools, toolsEnvironment, toolsLack } from '../support/tools.js'

beforeEach(context => skipWithout(context, toolsLack()))

const rules = 'monitoring/svreset.rules.yml'

/** What OpenMetrics' own parser reads. */
interface Sample {
  readonly name: string
  readonly labels: Readonly<Record<string, string>>
  readonly value: number
}

const parser = `import json, sys
from prometheus_client.openmetrics.parser import text_string_to_metric_families as families
text = sys.stdin.buffer.read().decode("utf-8")
print(json.dumps([dict(name=s.name, labels=s.labels, value=s.value) for f in families(text) for s in f.samples]))`

/** Throws if either parser rejects it. promtool reads the older format, as node_exporter does. */
async function parse(text: string): Promise<readonly Sample[]> {
  const { stdout: complaints } = await execa(`${tools}/usr/bin/promtool`, ['check', 'metrics'], {
    input: text,
    all: true,
  })
  expect(complaints).toBe('')
  const environment = { PYTHONPATH: `${tools}/usr/lib/python3/dist-packages` }
  const { stdout } = await execa('/usr/bin/python3', ['-c', parser], { input: text, env: environment })
  return JSON.parse(stdout)
}

function metric(samples: readonly Sample[], name: string, labels: Readonly<Record<string, string>>): number {
  const matching = samples.filter(
    sample =>
      sample.name === name && Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
  )
  expect(matching, `${name} ${JSON.stringify(labels)}`).toHaveLength(1)
  return matching[0]?.value ?? Number.NaN
}

/** Names that would break a line, a label or a quoted text, and two that must not become one. */
const strange = `${staging}
for name in 'a"b' 'a\\b' "a'b" "\\$'\\\\xff'" "$(printf 'a\\nb')" "$(printf '\\377')" 'grün'; do
  service "/usr/local/$name"
  ln -s "/usr/local/$name" "/etc/service/$name"
done`

it('is valid for both parsers, whatever the services are called, and no two names become one', async () => {
  const drill = await openDrill('empty', { prepare: strange })
  const { stdout, exitCode } = await drill.svreset('check', '--format', 'openmetrics')
  expect(stdout).toMatch(/\n# EOF\n$/)
  const samples = await parse(stdout)
  const names = samples
    .filter(({ name, labels }) => name === 'svreset_service_up' && labels.part === 'service')
    .map(({ labels }) => labels.service)
  expect(new Set(names).size).toBe(7)
  expect(names).toEqual(expect.arrayContaining(['a"b', 'a\\b', "a'b", 'grün', "$'a\\nb'", "$'\\xff'"]))
  expect(metric(samples, 'svreset_services', { state: 'up' })).toBe(7)
  expect([metric(samples, 'svreset_verdict', { verdict: 'happy' }), exitCode]).toEqual([1, 0])
})

it('tells what check --json tells: verdict, findings, states, uptime, restarts, time', async () => {
  const drill = await openDrill('service-restarting')
  const before = Date.now() / 1000
  const { stdout, exitCode } = await drill.svreset('check', '--format', 'openmetrics')
  const json = JSON.parse((await drill.svreset('check', '--json')).stdout)
  const samples = await parse(stdout)
  expect(exitCode).toBe(2)
  const directory = '/etc/service'
  expect(metric(samples, 'svreset_verdict', { directory, verdict: 'sick' })).toBe(1)
  expect(metric(samples, 'svreset_verdict', { directory, verdict: 'happy' })).toBe(0)
  expect(metric(samples, 'svreset_svscan_running', { directory })).toBe(1)
  for (const { id, severity } of json.findings)
    expect(metric(samples, 'svreset_findings', { id, severity })).toBeGreaterThan(0)
  const { service } = json.findings.find(({ id }: { id: string }) => id === 'service-restarting')
  expect(metric(samples, 'svreset_service_restarts_seen', { service, part: 'service' })).toBeGreaterThan(1)
  const looked = metric(samples, 'svreset_check_timestamp_seconds', { directory })
  expect([looked >= before - 1, looked <= Date.now() / 1000]).toEqual([true, true])
  for (const { name, state, seconds, pid } of json.services) {
    expect(metric(samples, 'svreset_service_up', { service: name, part: 'service' })).toBe(
      Number(state === 'up'),
    )
    if (pid === null || name === service) continue
    const up = metric(samples, 'svreset_service_uptime_seconds', { service: name, part: 'service' })
    expect([up <= seconds, up >= seconds - 60]).toEqual([true, true])
  }
})

it('replaces the file whole, for others to read; and says unknown there where it cannot tell', async () => {
  const drill = await openDrill('happy')
  const file = '/etc/svreset.prom'
  const argv = ['check', '--format', 'openmetrics', '--output', file]
  await drill.sh(`umask 077; exec svreset "$@"`, ...argv)
  expect(await drill.sh('stat -c "%a %U" "$1"; ls -A /etc | grep -c svreset.prom', file)).toBe(
    '644 root\n1\n',
  )
  const inode = await drill.sh('stat -c %i "$1"', file)
  expect((await drill.svreset(...argv, '--all')).exitCode).toBe(0)
  expect(await drill.sh('stat -c %i "$1"', file)).not.toBe(inode)
  const gone = await drill.svreset(...argv, '--service-dir', '/nowhere')
  expect(gone.exitCode).toBe(3)
  const samples = await parse(await drill.sh('cat "$1"', file))
  expect(metric(samples, 'svreset_verdict', { directory: '/nowhere', verdict: 'unknown' })).toBe(1)
  expect(samples.filter(({ name }) => name === 'svreset_service_up')).toEqual([])
})

it('writes nothing through a link that others could have made, or over what is no file', async () => {
  const drill = await openDrill('happy')
  await drill.sh(`mkdir -p /etc/hostile /etc/ours/real; chown nobody /etc/hostile
    echo precious >/etc/precious; ln -s /etc/precious /etc/hostile/a.prom; ln -s /etc /etc/hostile/way
    ln -s real /etc/ours/link; mkfifo /etc/ours/fifo; mkdir /etc/ours/directory`)
  const write = (file: string) => drill.svreset('check', '--format', 'openmetrics', '--output', file)
  for (const file of [
    '/etc/hostile/a.prom',
    '/etc/hostile/way/b.prom',
    '/etc/ours/fifo',
    '/etc/ours/directory',
    '/dev/stdout',
    '/etc/nowhere/b.prom',
  ]) {
    const { exitCode, stderr } = await write(file)
    expect.soft([file, exitCode]).toEqual([file, 3])
    expect.soft(stderr).toContain(`unable to write ${file}`)
  }
  expect(await drill.sh('cat /etc/precious; ls -A /etc/hostile /etc/ours; ls -d /etc/b.prom || :')).toBe(
    'precious\n/etc/hostile:\na.prom\nway\n\n/etc/ours:\ndirectory\nfifo\nlink\nreal\n',
  )
  expect((await write('/etc/ours/link/c.prom')).exitCode).toBe(0)
  // As Debian's packages have it: the directory above belongs to the user of the daemon.
  await drill.sh('mkdir /etc/hostile/node-exporter')
  expect((await write('/etc/hostile/node-exporter/c.prom')).exitCode).toBe(0)
  expect(await drill.sh('ls -A /etc/ours/real /etc/hostile/node-exporter')).toBe(
    '/etc/hostile/node-exporter:\nc.prom\n\n/etc/ours/real:\nc.prom\n',
  )
})

it('refuses what makes no sense with it', async () => {
  const drill = await openDrill('happy')
  for (const argv of [
    ['--output', '/etc/x.prom'],
    ['--json', '--output', '/etc/x.prom'],
    ['--format', 'openmetrics', '--watch'],
    ['--format', 'openmetrics', 'nginx'],
  ])
    expect.soft((await drill.svreset('check', ...argv)).exitCode, argv.join(' ')).toBe(3)
  expect(await drill.sh('ls /etc/*.prom 2>/dev/null || :')).toBe('')
})

it('has alert rules that promtool accepts, and that fire on what svreset writes', async () => {
  const drill = await openDrill('unhappy')
  await drill.sh('svc -d /etc/service/blockpw; until svstat /etc/service/blockpw | grep -q down; do :; done')
  const { stdout } = await drill.svreset('check', '--format', 'openmetrics')
  const { stdout: checked } = await execa(`${tools}/usr/bin/promtool`, ['check', 'rules', rules])
  expect(checked).toContain('6 rules found')
  const told = stdout.split('\n').flatMap(line => /^(\w+)\{(.*)\} (\S+)$/.exec(line)?.slice(1) ?? [])
  const series = Array.from({ length: told.length / 3 }, (_, at) => told.slice(3 * at, 3 * at + 3)).map(
    ([name, labels, value]) => ({
      series: `${name}{${labels},instance="db1"}`,
      values: name === 'svreset_check_timestamp_seconds' ? '0x60' : `${value}x60`,
    }),
  )
  const place = await mkdtemp(`${tmpdir()}/svreset-rules-`)
  onTestFinished(() => rm(place, { recursive: true }))
  const alert = (alertname: string, minute: number, ...firing: Record<string, string>[]) => ({
    eval_time: `${minute}m`,
    alertname,
    exp_alerts: firing.map(exp_labels => ({ exp_labels: { instance: 'db1', ...exp_labels } })),
  })
  const unlabelled = (text: string) => text.replaceAll(/^ {8}annotations:\n(?: {10}.*\n)+/gm, '')
  // promtool compares annotations as well: those are prose.
  await writeFile(`${place}/rules.yml`, unlabelled(readFileSync(rules, 'utf8')))
  const restarting = { directory: '/etc/service', service: 'nginx', part: 'service' }
  const about = { directory: '/etc/service', severity: 'critical' }
  const test = {
    rule_files: ['rules.yml'],
    evaluation_interval: '1m',
    tests: [
      {
        interval: '1m',
        input_series: series,
        alert_rule_test: [
          alert('SvresetSick', 4),
          alert('SvresetSick', 6, { ...about, verdict: 'sick' }),
          alert('SvresetWarning', 59),
          alert('SvresetCannotTell', 59),
          alert('SvresetCheckStale', 15),
          alert('SvresetCheckStale', 16, { directory: '/etc/service', severity: 'warning' }),
          alert('SvresetServiceDown', 14),
          alert('SvresetServiceDown', 16, { ...restarting, service: 'blockpw', severity: 'warning' }),
          alert('SvresetServiceRestarts', 59),
        ],
      },
      {
        interval: '5m',
        input_series: [
          {
            series:
              'svreset_service_uptime_seconds{directory="/etc/service",service="nginx",part="service",instance="db1"}',
            values: '60 10 310 20 320 30 330 630 930 1230 1530 1830 2130 2430 2730 3030 3330 3630 3930 4230',
          },
          ...['warning', 'unknown'].map(verdict => ({
            series: `svreset_verdict{directory="/${verdict}",verdict="${verdict}",instance="db1"}`,
            values: '1x20',
          })),
        ],
        alert_rule_test: [
          alert('SvresetServiceRestarts', 10),
          alert('SvresetServiceRestarts', 25, { ...restarting, severity: 'warning' }),
          alert('SvresetServiceRestarts', 90),
          alert('SvresetSick', 90),
          alert('SvresetWarning', 65, { directory: '/warning', verdict: 'warning', severity: 'warning' }),
          alert('SvresetCannotTell', 20, { directory: '/unknown', verdict: 'unknown', severity: 'warning' }),
        ],
      },
    ],
  }
  await writeFile(`${place}/test.yml`, JSON.stringify(test))
  const result = await execa(`${tools}/usr/bin/promtool`, ['test', 'rules', `${place}/test.yml`], {
    env: toolsEnvironment,
    reject: false,
  })
  expect([result.exitCode, `${result.stdout}${result.stderr}`]).toEqual([
    0,
    expect.stringContaining('SUCCESS'),
  ])
})
