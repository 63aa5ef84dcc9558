import { expect, it } from 'vitest'
import { openDrill, type TestDrill } from '../support/drill.js'
import { staging, untilUp } from '../support/staging.js'

const place = '/usr/local/site'

/** A service that notes when it starts and when it is told to stop. */
const noting = `note() { date +%s.%N >>/usr/local/times; }
note; trap "note; kill \\$!; exit" TERM; sleep 1000000 & wait`

/** Two services in a svscan directory of its own, and its svscan started as `launcher` says, beside that of /etc/service. */
async function open(launcher: string): Promise<TestDrill> {
  const drill = await openDrill('happy')
  await drill.sh(
    `${staging}
    mkdir ${place}; service /usr/local/web '${noting}'; log /usr/local/web; service /usr/local/plain
    ln -s /usr/local/web /usr/local/plain ${place}
    printf '#!/bin/sh\\nexec </dev/null >/dev/null 2>&1\\n%s\\n' "$1" >/usr/local/launch; chmod 755 /usr/local/launch
    setsid --fork /usr/local/launch`,
    launcher,
  )
  await untilUp(drill, `${place}/web`, `${place}/web/log`, `${place}/plain`)
  return drill
}

const ours = ['--service-dir', place]

/** Argv of the svscan there and of what reads its errors. */
async function running(drill: TestDrill): Promise<string[]> {
  const text = await drill.sh(`
    for p in $(pgrep -x svscan); do
      [ "$(readlink /proc/$p/cwd)" = ${place} ] || continue
      tr '\\0' ' ' </proc/$p/cmdline; echo
      pipe=$(readlink /proc/$p/fd/2)
      for r in $(pgrep -x readproctitle); do
        [ "$(readlink /proc/$r/fd/0)" != "$pipe" ] || { tr '\\0' ' ' </proc/$r/cmdline; echo; }
      done
    done`)
  return text
    .trim()
    .split('\n')
    .map(line => line.trim())
}

const bystanders = (drill: TestDrill) => drill.sh('svstat /etc/service/* | sed "s/ [0-9]* seconds//"')

/** Seconds from the service's end until its next start, as it has noted them itself. */
async function downtime(drill: TestDrill): Promise<number> {
  const times = (await drill.sh('tail -n2 /usr/local/times')).trim().split('\n').map(Number)
  const [ended = 0, started = 0] = times
  return started - ended
}

interface Announced {
  readonly least: number
  readonly most: number
}

async function announced(drill: TestDrill, where: readonly string[] = ours): Promise<Announced> {
  const { stdout } = await drill.svreset('--dry-run', '--json', ...where)
  const { interrupted } = JSON.parse(stdout.split('\n')[0] ?? '').plan
  return interrupted.find(({ service }: { service: string }) => service === 'web')
}

/** Resets; it takes as long as was said, and leaves all as it was. */
async function expectSame(drill: TestDrill): Promise<void> {
  const before = { here: await running(drill), there: await bystanders(drill) }
  await expectAsAnnounced(drill, ours)
  expect({ here: await running(drill), there: await bystanders(drill) }).toEqual(before)
}

async function expectAsAnnounced(drill: TestDrill, where: readonly string[]): Promise<void> {
  const { least, most } = await announced(drill, where)
  const reset = await drill.svreset('--yes', ...where)
  expect([reset.exitCode, reset.stderr], reset.stdout).toEqual([0, ''])
  const took = await downtime(drill)
  expect(took).toBeGreaterThan(least / 2)
  expect(took).toBeLessThan(most * 2)
}

const title = (text: string) => `readproctitle service errors: ${text.repeat(200)}`

it('a pipeline in a script of the site: no fault; both are there again, at once', async () => {
  const drill = await open(`svscan ${place} .svlog 2>&1 | ${title('.')}`)
  expect(await drill.svreset('check', ...ours)).toMatchObject({ exitCode: 0 })
  expect((await announced(drill)).most).toBeLessThan(10)
  await expectSame(drill)
  expect(await running(drill)).toEqual([`svscan ${place} .svlog`, title('.')])
  const check = await drill.svreset('check', ...ours)
  expect([check.exitCode, check.stdout]).toEqual([0, expect.stringContaining('HAPPY')])
  // And a second time, what svreset itself has started.
  await expectSame(drill)
})

it('a message in the title is gone after a reset, and the next one is shown', async () => {
  const drill = await open(`svscan ${place} 2>&1 | ${title('.')}`)
  await drill.sh(`ln -s /usr/local/nowhere ${place}/lost; until ps -ww -o args= -C readproctitle | grep -q 'stat lost'; do sleep 0.1; done
    rm ${place}/lost`)
  expect((await drill.svreset('--yes', ...ours)).exitCode).toBe(0)
  expect(await running(drill)).toEqual([`svscan ${place}`, title('.')])
  await drill.sh(
    `ln -s /usr/local/nowhere ${place}/lost; until ps -ww -o args= -C readproctitle | grep -q 'stat lost'; do sleep 0.1; done`,
  )
})

it.each([
  ['left to init', `svscan ${place} &`],
  ['left to init, with other arguments', `svscan ${place} .svlog &`],
  ['below a script that waits for it', `svscan ${place}`],
])(
  'a bare svscan, %s: nothing of svscanboot is promised, and as soon as announced it is there again',
  async (_, launcher) => {
    const drill = await open(launcher)
    const { stdout } = await drill.svreset('check', '--json', ...ours)
    const { findings } = JSON.parse(stdout)
    expect(findings).toMatchObject([{ id: 'svscanboot-missing', severity: 'warning' }])
    expect(findings[0].remedy).not.toContain('below svscanboot')
    await expectSame(drill)
    expect((await announced(drill)).most).toBeLessThan(10)
  },
)

it('a script that goes round starts it again: svreset does not start a second one', async () => {
  const drill = await open(`while :; do svscan ${place} 2>&1 | ${title('.')}; sleep 2; done`)
  await expectSame(drill)
  const script = (await drill.sh('pgrep -x launch')).trim()
  expect(await drill.sh(`ps -o comm= --ppid ${script} | sort`)).toBe('readproctitle\nsvscan\n')
})

it.each([
  ['that init starts again', true],
  ['that nobody starts again', false],
])('svscanboot %s: a service is down for as long as announced', async (_, respawn) => {
  const drill = await openDrill('happy', {
    respawn,
    prepare: `${staging} service /usr/local/web '${noting}'; log /usr/local/web; ln -s /usr/local/web /etc/service/web`,
  })
  await untilUp(drill, '/etc/service/web', '/etc/service/web/log')
  await expectAsAnnounced(drill, ['--service-dir', '/etc/service'])
})

it('a bare svscan that writes its errors to a file writes to the same file again, and to no other', async () => {
  const file = '/usr/local/svscan.log'
  const drill = await open(`svscan ${place} >>/usr/local/plain.out 2>>${file} &`)
  const errors = () =>
    drill.sh(
      `p=$(pgrep -xf 'svscan ${place}'); readlink /proc/$p/fd/1 /proc/$p/fd/2; stat -Lc %i /proc/$p/fd/2`,
    )
  const before = await errors()
  expect(before).toMatch(/^\/usr\/local\/plain.out\n\/usr\/local\/svscan.log\n\d+\n$/)
  await expectSame(drill)
  expect(await errors()).toBe(before)
  await drill.sh(`ln -s /usr/local/nowhere ${place}/lost; until grep -q 'unable to stat lost' ${file}; do sleep 0.1; done
    rm ${place}/lost`)

  // What everybody may write to, root does not open again.
  await drill.sh(`chmod 666 ${file}`)
  const { stdout } = await drill.svreset('--dry-run', ...ours)
  expect(stdout.replaceAll(/\s+/g, ' ')).toContain(
    `svscan writes its errors to ${file}, where everybody can change ${file}: a svscan that svreset starts cannot`,
  )
  expect((await drill.svreset('--yes', ...ours)).exitCode).toBe(0)
  expect(await errors()).toMatch(/^\/usr\/local\/plain.out\n\/dev\/null\n/)
})

it('a bare svscan whose errors go to another program: the plan says that this ends', async () => {
  const drill = await open(`svscan ${place} 2>&1 | cat >>/usr/local/svscan.log &`)
  const { stdout } = await drill.svreset('--dry-run', ...ours)
  expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(
    /svscan writes its errors to cat, pid \d+: a svscan that svreset starts cannot, and writes them to \/dev\/null/,
  )
})
