import { expect, it } from 'vitest'
import { checkJson } from '../support/check.js'
import { openDrill } from '../support/drill.js'
import { openScreen, untilOver } from '../support/screen.js'
import { pidOf, staging } from '../support/staging.js'

/** What svstat says, and `ls`, of each of these: the words of the table. */
const told = `for name in "$@"; do
  line=$(svstat "/etc/service/$name"); log=$(svstat "/etc/service/$name/log")
  echo "$name $(echo "$line" | sed -E 's/^[^:]*: (up|down).*/\\1/') $(echo "$line" | sed -nE 's/.*pid ([0-9]+)\\).*/\\1/p')"
  echo "$log" | sed -E 's/^[^:]*: (up|down).*/\\1/'
done`

it('is a table under the verdict, sorted by name, of what svstat says; the tree is there for what is sick, or with --tree', async () => {
  const drill = await openDrill('happy')
  await checkJson(drill)
  const screen = await openScreen(drill, 'svreset check; echo "exit $?"')
  const text = await screen.until(untilOver)
  const lines = text.slice(text.indexOf('  SERVICE')).split('\n')
  expect(lines[0]).toMatch(/^ {2}SERVICE {3}STATE {2}SINCE +WANTED {2}NORMALLY {2}PID +LOG$/)
  const names = ['dnscache', 'nginx', 'standby', 'tinydns']
  const said = (await drill.sh(told, ...names)).trim().split('\n')
  const rows = lines.slice(1, 5).map(line => line.trim().split(/ +/))
  expect(rows.map(([name]) => name)).toEqual(names)
  for (const [at, [name, state, , wanted, , pid, log]] of rows.entries()) {
    expect(`${name} ${state} ${pid === '-' ? '' : pid}`).toBe(said[2 * at])
    expect([wanted, log]).toEqual(['-', said[2 * at + 1]])
  }
  expect(rows.find(([name]) => name === 'standby')?.[4]).toBe('down')
  expect(text).not.toContain('COMMAND')
  const whole = await openScreen(drill, 'svreset check --tree; echo "exit $?"', { rows: 50 })
  expect(await whole.until(untilOver)).toMatch(/^ {2}S USER {9}PID {7}AGE {2}COMMAND$/m)

  await drill.sh(
    'svc -d /etc/service/tinydns; until svstat /etc/service/tinydns | grep -q ": down"; do sleep 0.05; done',
  )
  const sick = await openScreen(drill, 'svreset check; echo "exit $?"', { rows: 50 })
  expect(await sick.until(untilOver)).toMatch(
    /^! tinydns +down +\S+ +- +up +- +up$[\s\S]*service-wanted-down[\s\S]* {2}COMMAND$/m,
  )
})

it('at 40 columns each service has a line of its own; of many only those that need a look', async () => {
  const drill = await openDrill('many', { services: 60 })
  await drill.sh('svc -d /etc/service/$(ls /etc/service | sed -n 30p)')
  const name = (await drill.sh('ls /etc/service | sed -n 30p')).trim()
  await checkJson(drill)
  const screen = await openScreen(drill, 'svreset check; echo "exit $?"', { columns: 40, rows: 60 })
  const text = await screen.until(untilOver)
  expect(text).toMatch(new RegExp(`^! ${name}: down since \\d\\d:\\d\\d:\\d\\dZ`, 'm'))
  expect(text).toMatch(/^ {2}… and 59 services up, as wanted \(--full\s+shows them\)$/m)
  expect(text.match(/: up since/g)).toBeNull()
})

it('has a page for one service: link, run line, processes, decoded and counted lines of its log, the runs that touched it', async () => {
  const drill = await openDrill('empty', {
    prepare: `${staging}
      service /usr/local/noisy 'for i in 1 2 3; do echo "unable to bind"; done
exec sleep 1000000'; log /usr/local/noisy; ln -s /usr/local/noisy /etc/service/
      service /usr/local/quiet; ln -s /usr/local/quiet /etc/service/`,
  })
  await checkJson(drill)
  const page = async (name: string, ...words: string[]) =>
    (await drill.run(['svreset', 'check', name, ...words], { env: { TZ: 'Asia/Kolkata' } })).stdout
  const before = await page('noisy')
  const pid = await pidOf(drill, '/etc/service/noisy')
  expect(before).toMatch(
    /^noisy\n {2}link +\/etc\/service\/noisy → \/usr\/local\/noisy\n {2}run +exec sleep 1000000\n/m,
  )
  expect(before).toMatch(/^ {2}service +up since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+0530 \(age /m)
  expect(before).toMatch(new RegExp(`^ +pid ${pid}, user root: sleep 1000000$`, 'm'))
  const written = (
    await drill.sh('TZ=Asia/Kolkata tai64nlocal </usr/local/noisy/log/main/current | tail -n 1')
  ).slice(0, 19)
  expect(before).toContain(`    ${written} +0530  3 × unable to bind\n`)
  expect(before).toContain('No run of svreset has touched it.')

  await drill.sh('rm -rf /usr/local/noisy/supervise')
  expect((await drill.svreset('repair', '--yes')).stdout).toContain('cured: ')
  const run = (await drill.sh('ls /var/lib/svreset/runs')).trim()
  expect(await page('noisy')).toMatch(
    new RegExp(`The last runs that touched it:\n.*\n    ${run} .* repair +done`),
  )
  expect(await page('quiet')).toContain('No run of svreset has touched it.')
  expect(await page('noisy', '--utc')).toMatch(/^ {2}service +up since .* UTC \(age /m)
})
