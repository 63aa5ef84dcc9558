import { dirname } from 'node:path'
import { execa } from 'execa'
import { describe, it } from 'vitest'
import type { LookJson } from '../../../src/contract/schemas/look.js'
import { openCopy } from '../../../src/drill/copy/open-copy.js'
import { healthyScenarios } from '../../../src/drill/scenarios.js'
import { castCopy, copyOrder } from '../../../src/rehearsal/plan-copy.js'
import { causes, type JsonFinding } from '../support/check.js'
import { openLastingDrill, svreset } from '../support/drill.js'

/** Those whose copies have been seen to be sick in the same way. */
const copied = [
  'crlf',
  'entry-not-a-link',
  'impostor',
  'link-dangling',
  'link-same-directory',
  'log-lock-held',
  'log-not-picked-up',
  'log-not-writable',
  'log-shared',
  'process-stopped',
  'rc-local',
  'read-only',
  'readproctitle-errors',
  'readproctitle-missing',
  'redeployed',
  'run-bad-interpreter',
  'run-missing',
  'run-not-executable',
  'service-blocked-on-log',
  'service-directory-writable',
  'service-paused',
  'service-restarting',
  'service-stuck-stopping',
  'service-wanted-down',
  'state-purged',
  'state-root-purged',
  'status-stale',
  'supervise-cannot-start',
  'supervise-in-deleted-directory',
  'supervise-missing',
  'supervise-unreachable',
  'svscan-not-running',
  'svscanboot-missing',
  'zombie',
]

/** What depends on more than the shape: limits, other programs, other file systems, runs of svreset, what multilog is told. */
const notCopied = new Set([
  'file-descriptors-exhausted',
  'log-directory-shared',
  'run-at-work',
  'run-unfinished',
  'service-down',
  'supervise-foreign',
  'svscan-duplicate',
  'supervise-out-of-processes',
  'too-many-services',
  'unreadable',
])

/** Whose copies are not yet like them: docs/rehearsal.md says in what. */
const notYetAlike = ['once', 'saving', 'deep-links', 'container', 'own-launcher']

const label = ({ id, service }: LookJson['findings'][number]) => (service === null ? id : `${id} ${service}`)

async function copyOf(scenario: string) {
  await using drill = await openLastingDrill(scenario)
  await drill.svreset('check', '--quiet', '--save', '/etc/look.json')
  const look = JSON.parse(await drill.sh('cat /etc/look.json')) as LookJson
  const order = copyOrder(look, castCopy(look, [], 'reset'), [])
  const packageRoot = dirname(dirname(svreset[1] ?? ''))
  await using copy = await openCopy({ order, self: svreset, packageRoot })
  const [file, ...argv] = copy.enter(['svreset', 'check', '--json'])
  const { stdout } = await execa(file, argv, { reject: false })
  const { findings, services } = JSON.parse(stdout) as {
    findings: JsonFinding[]
    services: { name: string; state: string }[]
  }
  return { look, found: causes(findings), services, missing: copy.built.missing.map(({ what }) => what) }
}

describe.concurrent('a copy', { timeout: 180_000 }, () => {
  it.for(copied)(
    'the copy of %s has what is wrong there, on the same service',
    async (scenario, { expect }) => {
      const { look, found, missing } = await copyOf(scenario)
      expect(missing).toEqual([])
      expect(found).toEqual([...new Set(look.findings.map(label))].sort())
    },
  )

  it.for([...notCopied])('the copy of %s says what it does not have', async (scenario, { expect }) => {
    const { look, missing } = await copyOf(scenario)
    const had = look.findings.map(({ id }) => id)
    expect(missing.length).toBeGreaterThan(0)
    for (const id of missing) expect(had).toContain(id)
  })

  it.for(
    healthyScenarios.map(({ name }) => name).filter(name => name !== 'many' && !notYetAlike.includes(name)),
  )('the copy of %s is as healthy as the system', async (scenario, { expect }) => {
    const { look, found, services } = await copyOf(scenario)
    expect(found).toEqual([...new Set(look.findings.map(label))].sort())
    const states = new Map(look.entries.map(({ name, directory }) => [name, directory?.state]))
    for (const { name, state } of services) expect(`${name} ${state}`).toBe(`${name} ${states.get(name)}`)
  })
})
