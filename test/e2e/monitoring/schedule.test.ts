import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { checkJson } from '../support/check.js'
import { openDrill, type TestDrill } from '../support/drill.js'

const shipped = (name: string) => fileURLToPath(new URL(`../../../monitoring/${name}`, import.meta.url))

/** As cron runs it: the line for /etc/cron.d behind its five fields and the user. */
const line = /^(?:\S+ ){5}root (.*)$/m.exec(readFileSync(shipped('svreset.cron'), 'utf8'))?.[1] ?? ''

const scheduled = (drill: TestDrill) => drill.run(['sh', '-c', line])

const stop = 'mv /usr/local/nginx/run /usr/local/nginx/away; svc -t /etc/service/nginx'
const start = 'mv /usr/local/nginx/away /usr/local/nginx/run; svc -u /etc/service/nginx'

it('a scheduled check speaks when the verdict changes, and only then; its exit code is always the verdict', async () => {
  const drill = await openDrill('happy')
  await checkJson(drill) // waits until nothing is young any more
  const silent = { stdout: '', stderr: '' }
  expect(await scheduled(drill)).toEqual({ ...silent, exitCode: 0 })
  await drill.sh(stop)
  const sick = await scheduled(drill)
  expect(sick).toMatchObject({
    exitCode: 2,
    stderr: '',
    stdout: expect.stringMatching(/^SICK: .*run-missing/s),
  })
  expect(await scheduled(drill)).toEqual({ ...silent, exitCode: 2 })
  // Another question has a verdict of its own.
  expect((await drill.svreset('check', '--since-last', 'tinydns')).stdout).toBe('')
  await drill.sh(start)
  // The errors that svscan has shown meanwhile go too.
  expect((await drill.svreset('repair', '--yes')).exitCode).toBe(0)
  expect(await scheduled(drill)).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/^HAPPY: /) })
  expect(await scheduled(drill)).toEqual({ ...silent, exitCode: 0 })
  expect(await drill.sh('stat -c "%a %n" /var/lib/svreset /var/lib/svreset/*')).toBe(
    '700 /var/lib/svreset\n600 /var/lib/svreset/last-check.json\n700 /var/lib/svreset/runs\n',
  )
})

it('says once that it could not tell', async () => {
  const drill = await openDrill('happy')
  const check = () => drill.svreset('check', '--since-last', '--service-dir', '/nowhere')
  expect(await check()).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('/nowhere') })
  expect(await check()).toEqual({ exitCode: 3, stdout: '', stderr: '' })
})

it('speaks again where what it has noted is damaged, and where it died before it noted it', async () => {
  const drill = await openDrill('happy')
  await checkJson(drill)
  await drill.sh(stop)
  await drill.run([
    ...['strace', '-f', '-qq', '-o', '/etc/calls', '-e', 'inject=rename:signal=KILL:when=1'],
    ...['svreset', 'check', '--since-last'],
  ])
  expect((await scheduled(drill)).stdout).toMatch(/^SICK/)
  await drill.sh('echo torn >/var/lib/svreset/last-check.json')
  expect((await scheduled(drill)).stdout).toMatch(/^SICK/)
  expect((await scheduled(drill)).stdout).toBe('')
})

it('refuses a state directory that others may write to, and what makes no sense with it', async () => {
  const drill = await openDrill('happy')
  for (const argv of [['--watch'], ['--format', 'openmetrics']])
    expect((await drill.svreset('check', '--since-last', ...argv)).exitCode).toBe(3)
  await drill.sh(
    'mkdir -p /var/lib/svreset; chmod o+w /var/lib/svreset; ln -s /etc/precious /var/lib/svreset/last-check.json',
  )
  const { exitCode, stderr } = await drill.svreset('check', '--since-last')
  expect([exitCode, stderr]).toEqual([3, expect.stringContaining('unable to trust state directory')])
  expect(await drill.sh('ls /etc/precious 2>/dev/null || :')).toBe('')
})

it('has a timer and a service that systemd accepts', async () => {
  const drill = await openDrill('empty')
  const units = ['svreset-check.service', 'svreset-check.timer'].map(shipped)
  const { stdout, stderr, exitCode } = await drill.run(['systemd-analyze', 'verify', '--man=no', ...units])
  expect([exitCode, `${stdout}${stderr}`]).toEqual([0, ''])
})
