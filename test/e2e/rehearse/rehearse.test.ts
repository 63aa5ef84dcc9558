import { expect, it } from 'vitest'
import { checkJson } from '../support/check.js'
import { openDrill, type TestDrill } from '../support/drill.js'

async function rehearse(drill: TestDrill, ...argv: string[]) {
  const { stdout, stderr, exitCode } = await drill.run(['svreset', 'rehearse', '--json', ...argv], {
    timeout: 120_000,
  })
  if (stdout === '') throw new Error(`exit code ${exitCode}: ${stderr}`)
  return { ...JSON.parse(stdout), exitCode }
}

/** Everything that runs, and every file of the directories that a rehearsal copies. */
const stateOf = (drill: TestDrill) =>
  drill.sh(`ps -eo pid,args | grep -v 'ps -eo\\|svreset\\|grep\\|sort$' | sort
    find /etc/service/ /usr/local /var/lib/svreset ! -path '*/supervise*' ! -name current -printf '%p %y %m %u %l %i %T@\\n' 2>/dev/null | sort`)

it('predicts a reset: each step, each downtime and why; nothing of the system changes', async () => {
  const drill = await openDrill('happy')
  await drill.sh(
    'touch /usr/local/nginx/secret; printf "#!/bin/sh\\ntouch /usr/local/executed\\n" >/usr/local/standby/run',
  )
  const before = await stateOf(drill)
  const report = await rehearse(drill, '--assume', 'nginx=stop:2s')
  expect(report).toMatchObject({ exitCode: 0, status: 'done', runbook: 'reset', services: 4, refusal: null })
  expect(report.verdict).toEqual({ before: 'happy', after: 'happy' })
  const stop = report.steps.find(({ step }: { step: string }) => step === 'stop')
  expect(stop.predicted.ms).toBeGreaterThanOrEqual(2000)
  expect(stop.why).toContain('as you assume')
  expect(report.downtime.ms).toBeGreaterThanOrEqual(2000)
  // The two others that run are up to nobody knows.
  expect(report.downtime.mostMs).toBeGreaterThan(30_000)
  expect(report.away.map(({ service }: { service: string }) => service).sort()).toEqual([
    'dnscache',
    'nginx',
    'tinydns',
  ])
  expect(report.unknown.join('\n')).toContain('2 of 4 services')
  expect(await stateOf(drill)).toBe(before)
})

it('knows from the last run how long a service takes to stop', async () => {
  const drill = await openDrill('happy', {
    prepare: `cat >/usr/local/tinydns/run <<'RUN'
#!/bin/sh
exec 2>&1
trap 'sleep 1.5; exit' TERM
while :; do sleep 0.1; done
RUN`,
  })
  expect((await drill.svreset('--yes', '--quiet')).exitCode).toBe(0)
  const report = await rehearse(drill)
  const tinydns = report.away.find(({ service }: { service: string }) => service === 'tinydns')
  expect(tinydns.why).toMatch(/^the stand-in stops in [12]\.\d s, as in run /)
  expect(report.steps.find(({ step }: { step: string }) => step === 'stop').lastMs).toBeGreaterThan(1000)
  expect(report.unknown.join('\n')).not.toContain('take to stop')
})

it('copies a system from a saved look, with its sickness, its owners and its strange names', async () => {
  const drill = await openDrill('unhappy')
  await drill.sh(`name=$(printf 'caf\\351 x')
    mkdir -p "/srv2/$name" && printf '#!/bin/sh\\nexec sleep 1000000\\n' >"/srv2/$name/run" && chmod 755 "/srv2/$name/run"
    ln -s "/srv2/$name" "/etc/service/$name"; chown -h 1234 "/etc/service/$name"
    until svstat "/etc/service/$name" | grep -q ': up'; do sleep 0.1; done`)
  expect((await drill.svreset('check', '--quiet', '--save', '/etc/look.json')).exitCode).toBe(2)
  const report = await rehearse(drill, '--from', '/etc/look.json')
  expect(report).toMatchObject({ exitCode: 0, services: 3, verdict: { before: 'sick', after: 'happy' } })
  expect(report.unknown.join('\n')).not.toContain('the copy does not have')
  const repair = await rehearse(drill, 'repair', '--from', '/etc/look.json')
  expect(repair).toMatchObject({
    exitCode: 0,
    runbook: 'repair',
    verdict: { before: 'sick', after: 'happy' },
    downtime: null,
  })
  expect((await checkJson(drill)).verdict).toBe('sick')
}, 180_000)

it('refuses a hostile look, and a copy where programs are; makes nothing', async () => {
  const drill = await openDrill('happy')
  await drill.svreset('check', '--quiet', '--save', '/etc/look.json')
  const refused = async (edit: string) => {
    await drill.sh(`sed '${edit}' /etc/look.json >/etc/bad.json`)
    const { stderr, exitCode } = await drill.svreset('rehearse', '--from', '/etc/bad.json')
    return `${exitCode} ${/^ {2}reason: (.*)/m.exec(stderr)?.[1]}`
  }
  expect(await refused('s,"name": "nginx","name": "../marker",')).toMatch(
    /^2 .*must be a name without a slash/,
  )
  expect(await refused('s,"path": "/usr/local/nginx","path": "/usr/local/../bin",')).toMatch(
    /^2 .*without \. and \.\./,
  )
  expect(await refused('s,"path": "/usr/local/nginx","path": "/usr/bin",')).toMatch(
    /^3 .*where programs of this machine are/,
  )
  expect(await drill.sh('find / -xdev -name marker')).toBe('')
})

it('rehearses a runbook of the site; its programs are stand-ins, and unknown', async () => {
  const drill = await openDrill('happy')
  await drill.sh(`mkdir -p /etc/site
    printf '#!/bin/sh\\ntouch /etc/site/marker\\n' >/usr/local/sbin/tell; chmod 755 /usr/local/sbin/tell
    cat >/etc/site/mine.yaml <<'YAML'
version: 1
name: mine
title: Tell, and restart nginx
description: Tells somebody, and restarts one service.
steps:
  - id: tell
    name: Tell the balancer
    run: [/usr/local/sbin/tell, nginx]
  - id: curl
    name: Tell the others
    run: [curl, "https://example.invalid"]
  - id: restart
    name: Restart nginx
    run: [svc, -t, /etc/service/nginx]
YAML`)
  const report = await rehearse(drill, '/etc/site/mine.yaml')
  expect(report).toMatchObject({ exitCode: 0, status: 'done', runbook: 'mine' })
  expect(
    report.steps.map(({ step, why }: { step: string; why: string }) => `${step} ${why.split(':')[0]}`),
  ).toEqual(['tell unknown', 'curl unknown', 'restart measured in the copy'])
  expect(await drill.sh('ls /etc/site')).toBe('mine.yaml\n')
})
