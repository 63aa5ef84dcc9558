import { expect, it } from 'vitest'
import { openDrill } from '../support/drill.js'
import { eventsOf, linksOf } from '../support/links.js'
import { expectHealthy, staging } from '../support/staging.js'

/** As printf(1) understands it: the words that a name may be made of, and that scripts trip over. */
const names = [
  'a b',
  ' leading and trailing ',
  "it's",
  'double\\"quote',
  'new\\nline',
  'newline at the end\\n',
  '-dx',
  '--help',
  '$(touch gone)',
  '${service.directory}',
  '*',
  '~',
  'back\\\\slash',
  'caf\\303\\251',
  'latin1 \\351',
  '\\377\\376\\200',
  '\\033[31mred',
  'x'.repeat(255),
]

/** Every link with an owner and a time of its own, and targets as odd as the names, absolute and relative. */
const prepare = `${staging}
number=1600000000
for name in ${names.map(name => `'${name.replaceAll("'", `'"'"'`)}'`).join(' ')}; do
  name=$(printf -- "$name.") && name=\${name%.}
  service "/usr/local/$name"
  case $number in *[02468]) target=/usr/local/$name ;; *) target=../../usr/local/$name ;; esac
  ln -s -- "$target" "/etc/service/$name"
  chown -h $((number % 1000)):$((number % 100)) "/etc/service/$name" || :
  touch -h -d "@$number.$((number % 1000000 + 7))" "/etc/service/$name"
  number=$((number + 12347))
done
log '/usr/local/a b'
log '/usr/local/-dx'
ln -s /usr/local/nowhere /etc/service/dangling
ln -s loop /etc/service/loop
ln -s "/usr/local/a b" /etc/service/.hidden
touch -h -d '1969-12-31 23:59:58.000001Z' /etc/service/dangling
`

it('puts links of every odd name and target back as they were: name, target, owner and time', async () => {
  const drill = await openDrill('empty', { prepare })
  await drill.sh(
    'for s in /etc/service/[!dl]*; do until svstat "$s" | grep -q ": up (pid"; do sleep 0.05; done; done',
  )
  const before = await linksOf(drill)
  expect(before).toHaveLength(names.length + 3)

  const { stdout, stderr, exitCode } = await drill.svreset('--yes', '--json')
  expect(stderr).toBe('')
  const events = eventsOf(stdout)
  expect(events.at(-1)).toMatchObject({ event: 'run-finished', status: 'done', links: 'in-place' })
  expect(exitCode).toBe(0)
  expect(await linksOf(drill)).toEqual(before)
  await expectHealthy(drill, names.length + 2)

  const [{ plan }] = events as unknown as [{ plan: { steps: { links: Record<string, string>[] }[] } }]
  const recorded = plan.steps[0]?.links ?? []
  expect(recorded.map(({ name }) => name)).not.toContain('.hidden')
  expect(
    recorded
      .filter(({ nameBytes }) => nameBytes !== undefined)
      .map(({ nameBytes }) => nameBytes)
      .sort(),
  ).toEqual(
    [Buffer.from('latin1 \xe9', 'latin1'), Buffer.of(0xff, 0xfe, 0x80)]
      .map(bytes => bytes.toString('base64'))
      .sort(),
  )

  // A terminal gets no byte of a name that it could take for an order.
  const dry = await drill.svreset('--dry-run', '--verbose')
  expect(dry.exitCode).toBe(0)
  expect(dry.stdout).not.toContain('\u001b')
})
