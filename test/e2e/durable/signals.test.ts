import { expect, it } from 'vitest'
import { openDrill, type TestDrill } from '../support/drill.js'
import { linksOf } from '../support/links.js'
import { expectHealthy, staging, untilUp } from '../support/staging.js'

/** Its service stops only once the file /etc/go is there: until then a reset waits, with all links removed. */
const stubborn = `${staging}
service /usr/local/stubborn 'trap "until [ -e /etc/go ]; do sleep 0.05; done; exit" TERM; while :; do sleep 0.05; done'
ln -s /usr/local/stubborn /etc/service/stubborn
service /usr/local/plain; ln -s /usr/local/plain /etc/service/plain`

interface Ended {
  readonly exitCode: number
  readonly output: string
  readonly before: readonly string[]
}

/**
 * A reset that is sent signals, one after the other, while it waits for a service to stop. Told to stop, it does so
 * although the service does not; after a hangup the service may stop, and the run goes on.
 */
async function interrupted(drill: TestDrill, ...signals: string[]): Promise<Ended> {
  await untilUp(drill, '/etc/service/stubborn', '/etc/service/plain')
  const before = await linksOf(drill)
  const output = await drill.sh(
    `svreset --yes >/etc/said 2>&1 & pid=$!
    until svstat /usr/local/stubborn | grep -q 'want down'; do sleep 0.02; done
    [ -z "$(ls /etc/service)" ]
    for signal in "$@"; do kill -s "$signal" $pid 2>/dev/null || :; done
    # Sent, and taken: none of them is pending any more.
    [ "$signal" != HUP ] || { until grep -q '^ShdPnd:[[:space:]]*0*$' /proc/$pid/status; do sleep 0.01; done; touch /etc/go; }
    code=0; wait $pid || code=$?
    touch /etc/go
    cat /etc/said
    echo "code $code"`,
    ...signals,
  )
  const exitCode = Number(/^code (\d+)$/m.exec(output)?.[1])
  return { exitCode, output, before }
}

it.each([
  { signals: ['INT'], code: 130 },
  { signals: ['INT', 'INT', 'INT'], code: 130 },
  { signals: ['QUIT'], code: 131 },
  { signals: ['USR2'], code: 140 },
  { signals: ['ALRM'], code: 142 },
  { signals: ['XCPU'], code: 152 },
  { signals: ['PWR'], code: 158 },
  // A terminal that has gone does not end the run; a person who then says so does.
  { signals: ['HUP', 'TERM'], code: 143 },
])(
  '$signals stops a run at a place where it can be taken up, and says how: $code',
  async ({ signals, code }) => {
    const drill = await openDrill('empty', { prepare: stubborn })
    const { exitCode, output, before } = await interrupted(drill, ...signals)
    expect(exitCode).toBe(code)
    expect(output).toMatch(/stopped: the links are removed\n/)
    const [, run = ''] = /next: svreset resume (\S+) continues the run\n/.exec(output) ?? []
    expect(output).toContain(`next: svreset restore ${run} puts the links back`)
    // What was announced is recorded, and that it was left.
    await drill.sh(
      'grep -q \'"step":"stop","status":"failed"\' "/var/lib/svreset/runs/$1/journal.jsonl"',
      run,
    )
    const resumed = await drill.svreset('resume', '--yes')
    expect(resumed.exitCode, resumed.stdout + resumed.stderr).toBe(0)
    expect(await linksOf(drill)).toEqual(before)
    await expectHealthy(drill, 2)
  },
)

it('a terminal that goes away, and says so again, while the links are out: the run finishes, 0', async () => {
  const drill = await openDrill('empty', { prepare: stubborn })
  const { exitCode, output, before } = await interrupted(drill, 'HUP', 'HUP')
  expect(output).toContain('done: all links are in place')
  expect(exitCode).toBe(0)
  expect(await linksOf(drill)).toEqual(before)
  await expectHealthy(drill, 2)
})
