import { describe, it } from 'vitest'
import { healthyScenarios, scenarios } from '../../../src/drill/scenarios.js'
import type { FindingId } from '../../../src/findings/index.js'
import { tenHealthy, tenHealthyOnly, theirOwnCount, untilHealthy } from '../support/counting.js'
import { openLastingDrill } from '../support/drill.js'
import { proveRepair } from '../support/prove-repair.js'

interface Expected {
  /** What `check` still finds afterwards, causes only; default: nothing. */
  readonly left?: readonly string[]
  /** Services that are not up afterwards, as somebody has ordered. */
  readonly down?: readonly string[]
  /** Services that the plan says it will interrupt; default: none. `some`: it depends on which svscan was quicker. */
  readonly interrupted?: readonly string[] | 'some'
  /** Each healthy service is handed over to another svscan, and so started once more. */
  readonly handedOver?: true
  /** What is left shows in ps and svstat too: the sick service itself, and errors in the title. */
  readonly stillSick?: true
  /** The scenario needs its own service to run what it runs. */
  readonly ownRun?: true
  /** The scenario has as many services as svscan can bear: they are the healthy ones. */
  readonly crowded?: true
}

const healthy = Array.from({ length: 10 }, (_, index) => `healthy-${String(index + 1).padStart(2, '0')}`)

/** A program must not mend it, or must not guess: it is named, and left as it is. */
const forPersons = (id: string): Expected => ({ left: [`${id} tinydns`], stillSick: true })

/** Of a finding that another scenario shows as well. */
type Variant =
  | 'unhappy'
  | 'service-errors'
  | 'leftover-daemon'
  | 'log-directory-shared'
  | 'log-not-writable'
  | 'redeployed'
  | 'state-purged'
  | 'state-root-purged'
  | 'noexec'
  | 'crlf'
  | 'read-only'
  | 'rc-local'
  | 'supervise-killed'

/** Nothing is repaired beside a run that is at work, or that nobody has finished. */
const refused = ['run-at-work', 'run-unfinished'] as const

const expected: Readonly<Record<Exclude<FindingId, (typeof refused)[number]> | Variant, Expected>> = {
  unhappy: {},
  'svscan-not-running': {
    left: ['svscanboot-missing'],
    interrupted: ['nginx', 'tinydns', ...healthy],
    handedOver: true,
  },
  'svscan-duplicate': { interrupted: 'some', handedOver: true },
  impostor: { left: ['impostor'] },
  'supervise-foreign': { ...forPersons('supervise-foreign'), ownRun: true },
  'svscanboot-missing': { left: ['svscanboot-missing'] },
  'readproctitle-missing': {},
  'readproctitle-errors': {},
  'service-errors': {},
  'supervise-in-deleted-directory': {},
  // The one that stays has lost its lock: only a new one has it.
  'supervise-duplicate': { interrupted: ['tinydns'] },
  'supervise-orphaned': { interrupted: ['tinydns'] },
  'supervise-unlinked': {},
  'supervise-unreachable': { interrupted: ['tinydns'] },
  'supervise-missing': {},
  'supervise-cannot-start': forPersons('supervise-cannot-start'),
  'process-stopped': {},
  zombie: { ownRun: true },
  'link-same-directory': {},
  'link-dangling': {},
  'entry-not-a-link': { left: ['entry-not-a-link tinydns'] },
  'service-down': forPersons('supervise-out-of-processes'),
  'service-wanted-down': { left: ['service-wanted-down tinydns'], down: ['tinydns'] },
  'service-restarting': forPersons('service-restarting'),
  'service-stuck-stopping': {
    left: ['service-wanted-down tinydns'],
    down: ['tinydns'],
    interrupted: ['tinydns'],
  },
  'service-paused': {},
  'status-stale': {},
  'leftover-process': { interrupted: ['tinydns'], ownRun: true },
  'leftover-daemon': forPersons('leftover-process'),
  'run-missing': forPersons('run-missing'),
  'run-not-executable': forPersons('run-not-executable'),
  'run-bad-interpreter': forPersons('run-bad-interpreter'),
  'service-directory-writable': { left: ['service-directory-writable tinydns'] },
  'log-missing': forPersons('log-missing'),
  'log-not-picked-up': { interrupted: ['tinydns'] },
  'log-lock-held': { ...forPersons('log-lock-held'), ownRun: true },
  'log-shared': { left: ['log-shared dnscache'], stillSick: true },
  'log-directory-shared': { left: ['log-shared dnscache'], stillSick: true, ownRun: true },
  'log-not-writable': { ...forPersons('service-restarting'), ownRun: true },
  'service-blocked-on-log': forPersons('service-blocked-on-log'),
  'too-many-services': { crowded: true },
  'file-descriptors-exhausted': { crowded: true },
  'supervise-out-of-processes': forPersons('supervise-out-of-processes'),
  unreadable: forPersons('unreadable'),
  redeployed: { interrupted: ['tinydns'] },
  'state-purged': { interrupted: ['tinydns'] },
  'state-root-purged': forPersons('supervise-unreachable'),
  noexec: forPersons('run-not-executable'),
  crlf: forPersons('run-bad-interpreter'),
  'read-only': forPersons('supervise-cannot-start'),
  'rc-local': { left: ['svscanboot-missing'] },
  'supervise-killed': {},
}

// Eight side by side, and each may wait for svscan more than once.
const timeout = 200_000

describe.concurrent('repair cures what is sick and leaves the rest running', { timeout }, () => {
  it('knows every scenario', ({ expect }) => {
    const sick = scenarios.filter(scenario => !healthyScenarios.includes(scenario)).map(({ name }) => name)
    expect([...refused, ...Object.keys(expected)].sort()).toEqual([...sick].sort())
  })

  for (const [scenario, wanted] of Object.entries(expected)) {
    it(scenario, async ({ expect }) => {
      await using drill = await openLastingDrill(scenario, { prepare: prepareFor(wanted) })
      await untilHealthy(drill)
      const { left = [], down = [], interrupted = [], handedOver = false, stillSick } = wanted
      await proveRepair(drill, expect, {
        ...{ left, down, handedOver },
        ...(interrupted === 'some' ? {} : { interrupted }),
        ...(stillSick ? { tolerated: /tinydns|dnscache|^\.\.\./ } : {}),
      })
    })
  }
})

describe.concurrent('repair refuses beside another run', { timeout }, () => {
  for (const scenario of refused) {
    it(scenario, async ({ expect }) => {
      await using drill = await openLastingDrill(scenario)
      // Not what is defunct: svscan takes notice of that at its next scan.
      const state = async () =>
        (await drill.run(['sh', '-c', 'ls -l /etc/service; pgrep -a -x -r S supervise'])).stdout
      const before = await state()
      for (const words of [['--yes'], ['--dry-run'], ['tinydns', '--yes']]) {
        const { exitCode, stdout, stderr } = await drill.run(['svreset', 'repair', ...words])
        expect(exitCode).toBe(3)
        expect(stdout).toBe('')
        expect(stderr).toMatch(
          scenario === 'run-at-work'
            ? /another svreset is working on/
            : /was not finished[\s\S]*svreset resume/,
        )
      }
      expect(await state()).toBe(before)
    })
  }
})

function prepareFor({ crowded, ownRun }: Expected): string {
  if (crowded) return theirOwnCount
  return ownRun ? tenHealthyOnly : tenHealthy
}
