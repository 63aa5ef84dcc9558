import { describe, it } from 'vitest'
import { makingApp, repaired } from '../support/bystanders.js'
import { causes, checkJson } from '../support/check.js'
import { openLastingDrill, type TestDrill } from '../support/drill.js'
import { eventsOf } from '../support/links.js'
import { expectRefusal } from '../support/staging.js'

/** Debian's layout, as update-service makes it for each service below /etc. */
const debian = `
state=/usr/local/state; mkdir -p $state
app 'exec sleep 1000000'
ln -s $state/app $d/supervise; ln -s $state/app.log $d/log/supervise
app_up`

const plain = `app 'exec sleep 1000000'; app_up`

/** It takes a second until it counts as one that has had the time to open its files. */
const tookPlainFile = `${plain}
svc -dx $d; while svok $d; do sleep 0.05; done
rm $d/supervise/control; : >$d/supervise/control
until_ 'up $d'; sleep 1.2`

interface Situation {
  readonly name: string
  /** Shell text. */
  readonly make: string
  readonly found: readonly string[]
  /** What `check` still finds after the repair; default: nothing. */
  readonly left?: readonly string[]
}

const unreachable = ['supervise-unreachable app']

const situations: readonly Situation[] = [
  {
    name: 'Debian: the service directory was replaced by a fresh copy, with the same state directory',
    make: `${debian}; cp -a $d $d.new; rm -rf $d; mv $d.new $d
      until_ 'tr "\\0" " " </proc/$(pgrep -x readproctitle)/cmdline | grep -q "unable to acquire app/supervise/lock"'`,
    found: ['supervise-in-deleted-directory app'],
  },
  {
    name: 'Debian: the state directories were purged',
    make: `${debian}; rm -rf $state/app $state/app.log`,
    found: unreachable,
  },
  {
    name: 'Debian: a tmpfs was mounted over the state directories',
    make: `${debian}; mount -t tmpfs -o mode=755 none $state`,
    found: unreachable,
  },
  {
    name: 'Debian: the directory above the state directories is gone, so that a new supervise could not start',
    make: `mkdir -p /usr/local/deep/state; ${debian.replaceAll('/usr/local/state', '/usr/local/deep/state')}; rm -rf /usr/local/deep`,
    found: unreachable,
    left: ['supervise-unreachable app', 'supervise-unreachable app'],
  },
  {
    name: 'a backup was unpacked over the running service',
    make: `${plain}; tar -C /usr/local -cf /usr/local/app.tar app; rm -rf $d/supervise $d/log/supervise; tar -C /usr/local -xpf /usr/local/app.tar`,
    found: unreachable,
  },
  {
    name: 'supervise/ was moved away',
    make: `${plain}; mv $d/supervise $d/supervise.old`,
    found: unreachable,
  },
  { name: 'control is gone', make: `${plain}; rm $d/supervise/control`, found: unreachable },
  { name: 'ok is gone', make: `${plain}; rm $d/supervise/ok`, found: unreachable },
  {
    name: 'the lock is another file',
    make: `${plain}; rm $d/supervise/lock; : >$d/supervise/lock`,
    found: unreachable,
  },
  {
    name: 'control of the log is another FIFO',
    make: `${plain}; rm $d/log/supervise/control; mkfifo $d/log/supervise/control`,
    found: unreachable,
  },
  { name: 'only the status is gone', make: `${plain}; rm $d/supervise/status`, found: unreachable },
  {
    name: 'control is a plain file, which a new supervise would take for its FIFO',
    make: `${plain}; rm $d/supervise/control; : >$d/supervise/control`,
    found: unreachable,
  },
  {
    name: 'ok of the log is a directory, and its status a FIFO',
    make: `${plain}; cd $d/log/supervise; rm ok status; mkdir ok; mkfifo status`,
    found: unreachable,
  },
  {
    name: 'control is a plain file that supervise has opened for its own, and obeys nobody',
    make: tookPlainFile,
    found: unreachable,
    left: unreachable,
  },
  {
    name: 'the same, when that file has been removed',
    make: `${tookPlainFile}; rm $d/supervise/control`,
    found: unreachable,
    left: unreachable,
  },
]

const open = (make: string) =>
  openLastingDrill('happy').then(async drill => ({ drill, text: await drill.sh(`${makingApp}${make}`) }))

describe.concurrent('what supervise holds is the truth, names are not', { timeout: 200_000 }, () => {
  for (const { name, make, found, left = [] } of situations) {
    it(name, async ({ expect }) => {
      const { drill } = await open(make)
      await using _ends = drill
      expect(causes((await checkJson(drill)).findings)).toEqual(found)
      const before = await runs(drill)
      expect(await repaired(drill, expect)).toEqual(left)
      if (left.length > 0) expect(await runs(drill)).toBe(before)
      else
        expect(await drill.sh('svstat /etc/service/app /etc/service/app/log')).toMatch(/^(?:.*: up .*\n){2}$/)
      expect(
        (await drill.sh('pgrep -c -x -f "sleep 1000000" -P "$(pgrep -d, -f "^supervise app")"')).trim(),
      ).toBe('1')
    })
  }

  it("Debian's layout is healthy, and a reset stops and starts it like any other", async ({ expect }) => {
    const { drill } = await open(debian)
    await using _ends = drill
    expect((await checkJson(drill)).findings).toEqual([])
    const { stdout, exitCode } = await drill.run(['svreset', '--yes', '--json'], { timeout: 120_000 })
    expect([exitCode, eventsOf(stdout).filter(({ event }) => event === 'note')]).toEqual([0, []])
    expect((await checkJson(drill)).findings).toEqual([])
  })

  it('a reset is refused where a plain file stands in the place of control', async ({ expect }) => {
    const { drill } = await open(`${plain}; rm $d/supervise/control; echo precious >$d/supervise/control`)
    await using _ends = drill
    const before = await runs(drill)
    expectRefusal(await drill.svreset('--yes'), '/usr/local/app/supervise/control', 'nothing was touched')
    expect(await runs(drill)).toBe(before)
    // What was in the file may be somebody's.
    expect(await repaired(drill, expect)).toEqual([])
    expect(await drill.sh('cat /usr/local/app/supervise/control.set-aside-*')).toBe('precious\n')
    expect((await drill.svreset('--yes')).exitCode).toBe(0)
  })

  it('a reset is refused where a supervise took a plain file for its FIFO, and takes no orders', async ({
    expect,
  }) => {
    const { drill } = await open(`${tookPlainFile}; rm $d/supervise/control`)
    await using _ends = drill
    const before = await runs(drill)
    expectRefusal(await drill.svreset('--yes'), 'app', 'takes no orders', 'nothing was touched')
    expect(await runs(drill)).toBe(before)
    const { findings } = await checkJson(drill)
    await drill.sh(String(findings.find(({ id }) => id === 'supervise-unreachable')?.remedy))
    await expect.poll(async () => (await checkJson(drill)).verdict, { timeout: 40_000 }).toBe('happy')
  })

  it('a reset ends what svc cannot reach, without a signal', async ({ expect }) => {
    const { drill } = await open(`${plain}; rm -rf $d/supervise $d/log/supervise`)
    await using _ends = drill
    const { stdout, exitCode } = await drill.run(['svreset', '--yes', '--json'], { timeout: 120_000 })
    expect([exitCode, stdout]).toEqual([0, expect.not.stringContaining('SIGKILL')])
    expect((await checkJson(drill)).findings).toEqual([])
  })
})

/** What app runs, by pid. */
async function runs(drill: TestDrill): Promise<string> {
  return drill.sh('ps -o pid=,lstart=,args= --ppid "$(pgrep -d, -f "^supervise app")"')
}
