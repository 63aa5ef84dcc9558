import { describe, expect, it } from 'vitest'
import { openDrill } from './support/drill.js'
import { eventsOf, linksOf } from './support/links.js'

/** What `ps` and `svstat` say, not svreset. */
const supervises = `ps -A -o comm=,stat= | awk '$1 == "supervise" && $2 !~ /Z/' | wc -l`
const title = `ps -A -o args= | grep '^readproctitle' | sed 's/^readproctitle service errors: //'`

describe('svreset', () => {
  it('resets the unhappy system of the document: same links, all up, one supervise each, dots only', async () => {
    const drill = await openDrill('unhappy')
    const before = await linksOf(drill)
    const { stdout, exitCode } = await drill.svreset('--yes')
    expect(stdout).toContain('all links are in place')
    expect(exitCode).toBe(0)
    expect(await linksOf(drill)).toEqual(before)
    const status = await drill.sh('svstat /etc/service/* /etc/service/*/log')
    expect(status.split('\n').filter(line => line.includes(': up (pid'))).toHaveLength(4)
    expect((await drill.sh(supervises)).trim()).toBe('4')
    expect((await drill.sh(title)).trim()).toMatch(/^\.+$/)
    expect(await drill.sh('ps -A -o stat=')).not.toContain('Z')
  })

  it('leaves services in the state that the document calls happy: up though normally down, and down', async () => {
    const drill = await openDrill('happy')
    const words = (text: string) => text.replace(/\d+/g, 'N')
    const before = words(await drill.sh('svstat /etc/service/* /etc/service/*/log'))
    expect((await drill.svreset('--yes')).exitCode).toBe(0)
    expect(words(await drill.sh('svstat /etc/service/* /etc/service/*/log'))).toBe(before)
  })

  it('prints with --dry-run the plan that a run carries out, and touches nothing', async () => {
    const drill = await openDrill('unhappy')
    const look =
      'ls -la --time-style=full-iso /etc/service; (ls -A /var/lib/svreset || :) 2>&1; svstat /etc/service/*; pgrep -x svscan'
    const pids = (text: string) => text.replace(/\d+ seconds/g, '')
    const before = pids(await drill.sh(look))
    const dry = eventsOf((await drill.svreset('--dry-run', '--json')).stdout)
    expect(pids(await drill.sh(look))).toBe(before)
    expect(dry.map(({ event }) => event)).toEqual(['run-started', 'run-finished'])
    expect(dry[1]).toMatchObject({ status: 'done' })

    const wet = eventsOf((await drill.svreset('--yes', '--json')).stdout)
    type Step = { id: string; commands: { argv: string[] }[] }
    const planned = (dry[0] as unknown as { plan: { steps: Step[] } }).plan.steps
    const ran = wet.filter(({ event }) => event === 'command')
    for (const { step, argv } of ran) {
      expect(planned.find(({ id }) => id === step)?.commands.map(command => command.argv)).toContainEqual(
        argv,
      )
    }
    expect(ran.map(({ step }) => step)).toEqual(['stop', 'stop-logs'])
    const ends = wet.filter(({ event }) => event === 'step-finished')
    expect(ends.map(({ step }) => step)).toEqual(planned.map(({ id }) => id))
    expect(wet.at(-1)).toMatchObject({ event: 'run-finished', status: 'done', links: 'in-place' })
  })

  it('joins the stops of many services into one svc -dx, services first, then logs', async () => {
    const drill = await openDrill('many', { services: 12 })
    const { plan } = eventsOf((await drill.svreset('--dry-run', '--json')).stdout)[0] as unknown as {
      plan: { steps: { commands: { argv: string[] }[] }[] }
    }
    const commands = plan.steps.flatMap(step => step.commands.map(({ argv }) => argv))
    expect(commands).toHaveLength(2)
    expect(commands.map(argv => [...argv.slice(0, 2), argv.length])).toEqual([
      ['svc', '-dx', 14],
      ['svc', '-dx', 14],
    ])
    expect(commands[0]?.some(word => word.endsWith('/log'))).toBe(false)
    expect(commands[1]?.slice(2).every(word => word.endsWith('/log'))).toBe(true)
  })

  it('follows the runbook that is there: an edited step is what it does', async () => {
    const drill = await openDrill('happy')
    await drill.sh(
      `cp -r "$1" /usr/local/svreset && sed -i 's/name: Empty the svscan directory/name: Clear it out/' /usr/local/svreset/runbooks/reset.yaml`,
      new URL('../..', import.meta.url).pathname.replace(/\/$/, '').concat('/dist/..'),
    )
    const { stdout } = await drill.run(['node', '/usr/local/svreset/dist/main.js', '--dry-run'])
    expect(stdout).toContain('Clear it out')
  })

  it('kills with --yes what ignores TERM past --stop-timeout, and says so', async () => {
    const drill = await openDrill('happy', {
      prepare: `
        mkdir -p /usr/local/stubborn
        printf '#!/bin/sh\\ntrap "" TERM\\nwhile :; do sleep 1000; done\\n' >/usr/local/stubborn/run
        chmod 755 /usr/local/stubborn/run
        ln -s /usr/local/stubborn /etc/service/stubborn`,
    })
    await drill.sh('until svstat /etc/service/stubborn | grep -q ": up"; do sleep 0.1; done')
    const pid = /\(pid (\d+)\)/.exec(await drill.sh('svstat /etc/service/stubborn'))?.[1] ?? ''
    const { stdout, exitCode } = await drill.svreset('--yes', '--stop-timeout', '2s')
    expect(stdout).toMatch(/note: stubborn .* ignored SIGTERM: killed/)
    expect(exitCode).toBe(0)
    expect((await drill.run(['kill', '-0', pid])).exitCode).not.toBe(0)
    expect(await drill.sh('svstat /etc/service/stubborn')).toContain(': up')
  })

  it('ends what a service left running in the background, and no process of that name elsewhere', async () => {
    const drill = await openDrill('happy', {
      prepare: `
        mkdir -p /usr/local/leaver
        printf '#!/bin/sh\\nsleep 987654 &\\nexec sleep 987653\\n' >/usr/local/leaver/run
        chmod 755 /usr/local/leaver/run
        ln -s /usr/local/leaver /etc/service/leaver`,
    })
    await drill.sh('until pgrep -xf "sleep 987653" >/dev/null; do sleep 0.1; done')
    const old = (await drill.sh('pgrep -xf "sleep 987654"')).trim()
    await drill.sh('mkdir /usr/local/elsewhere && cp "$(command -v sleep)" /usr/local/elsewhere/supervise')
    const bystander = drill.spawn(['/usr/local/elsewhere/supervise', '555555'], { stdio: 'ignore' })
    await drill.sh('until pgrep -xf "/usr/local/elsewhere/supervise 555555" >/dev/null; do sleep 0.1; done')
    const { exitCode } = await drill.svreset('--yes')
    expect(exitCode).toBe(0)
    const now = (await drill.sh('pgrep -xf "sleep 987654"')).trim().split('\n')
    expect(now).toHaveLength(1)
    expect(now).not.toContain(old)
    expect(bystander.exitCode).toBe(null)
    expect(bystander.signalCode).toBe(null)
    bystander.kill('SIGKILL')
  })

  it('leaves a second svscan on another directory untouched', async () => {
    const drill = await openDrill('happy')
    await drill.sh(`
      mkdir -p /usr/local/other/svc && cd /usr/local/other
      printf '#!/bin/sh\\nexec sleep 444444\\n' >svc/run && chmod 755 svc/run`)
    drill.spawn(['svscan', '/usr/local/other'], { stdio: 'ignore' })
    await drill.sh('until svstat /usr/local/other/svc | grep -q ": up"; do sleep 0.1; done')
    const before = await drill.sh('pgrep -f "^svscan /usr/local/other"; pgrep -xf "sleep 444444"')
    const refused = await drill.svreset('--yes')
    expect(refused.exitCode).toBe(3)
    expect(refused.stderr).toContain('/etc/service')
    expect(refused.stderr).toContain('/usr/local/other')
    expect((await drill.svreset('--yes', '--service-dir', '/etc/service')).exitCode).toBe(0)
    expect(await drill.sh('pgrep -f "^svscan /usr/local/other"; pgrep -xf "sleep 444444"')).toBe(before)
  })
})
