import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { mersenne } from 'pure-rand/generator/mersenne'
import type { EventJson } from '../src/contract/schemas/events.js'
import type { RehearsalJson } from '../src/contract/schemas/rehearsal.js'
import { sickScenarios } from '../src/drill/sick/index.js'
import { absencesIn } from '../src/rehearsal/downtime.js'
import { openLastingDrill, type TestDrill } from '../test/e2e/support/drill.js'

/** A system that is drawn at random: a sickness, and services that take their time to stop. */
export interface Draw {
  readonly scenario: string
  readonly services: number
  /** Milliseconds, by the names of those that do not stop at once. */
  readonly stops: ReadonlyMap<string, number>
}

/** Those that need a limit of descriptors cannot have other services; the others are not for every machine. */
const left = new Set([
  'too-many-services',
  'file-descriptors-exhausted',
  'unreadable',
  'supervise-foreign',
  'service-down',
])

/** The same seed draws the same. */
export function draw(seed: number, count: number, most: number): Draw[] {
  const random = mersenne(seed)
  const scenarios = sickScenarios.map(({ name }) => name).filter(name => !left.has(name))
  return Array.from({ length: count }, () => {
    const [scenario = ''] = scenarios.splice(uniformInt(random, 0, scenarios.length - 1), 1)
    const services = uniformInt(random, 5, most)
    const names = Array.from({ length: services }, (_, index) => `s-${index + 1}`)
    const slow = names.filter(() => uniformInt(random, 0, 3) === 0)
    return { scenario, services, stops: new Map(slow.map(name => [name, uniformInt(random, 0, 5000)])) }
  })
}

export interface Compared {
  readonly draw: Draw
  /** Milliseconds; null: no service goes. */
  readonly predicted: number | null
  readonly real: number | null
  /** Steps that ended in another way than predicted: `stop: failed, not done`. */
  readonly wrong: readonly string[]
}

/** Rehearses, then does it, on the same machine one after the other. */
export async function compare(drawn: Draw): Promise<Compared> {
  await using drill = await openLastingDrill(drawn.scenario, { prepare: prepareScript(drawn) })
  await untilUp(drill, drawn.services)
  const assumed = [...drawn.stops].flatMap(([name, ms]) => ['--assume', `${name}=stop:${ms}ms`])
  const run = async (...argv: string[]) =>
    (await drill.run(['svreset', ...argv], { timeout: 300_000 })).stdout
  const report = JSON.parse(
    await run('rehearse', '--json', '--assume', '*=stop:0ms', ...assumed),
  ) as RehearsalJson
  const events = (await run('--yes', '--json'))
    .split('\n')
    .filter(line => line !== '')
    .map(line => JSON.parse(line) as EventJson)
  return {
    draw: drawn,
    predicted: report.downtime?.ms ?? null,
    real: realDowntime(events),
    wrong: wrongSteps(report, events),
  }
}

/** Within 30 % or half a second. */
export function isTrue({ predicted, real }: Compared): boolean {
  if (predicted === null || real === null) return predicted === real
  return Math.abs(predicted - real) <= Math.max(real * 0.3, 500)
}

function realDowntime(events: readonly EventJson[]): number | null {
  const end = events.findLast(each => each.event === 'run-finished')
  const absent = absencesIn(end?.effect ?? null)
  const ends = absent.flatMap(({ to }) => to ?? [])
  return ends.length === 0 ? null : Math.max(...ends) - Math.min(...absent.map(({ from }) => from))
}

function wrongSteps({ steps, refusal }: RehearsalJson, events: readonly EventJson[]): string[] {
  const ended = events.filter(each => each.event === 'step-finished')
  if ((ended.length === 0) !== (refusal !== null))
    return [refusal === null ? 'refused, not predicted' : 'not refused']
  const predicted = new Map(steps.map(({ step, status }) => [step, status]))
  return ended.flatMap(({ step, status }) => {
    const fails = predicted.get(step) === 'failed'
    return fails === (status === 'failed') ? [] : [`${step}: ${status}, not ${predicted.get(step)}`]
  })
}

/** Programs of their own, which are no stand-ins of svreset. */
function prepareScript({ services, stops }: Draw): string {
  const slow = [...stops].map(
    ([name, ms]) =>
      `printf '#!/bin/sh\\nexec 2>&1\\nexec perl -e '\\''$SIG{TERM} = sub { select undef, undef, undef, ${ms / 1000}; exit }; sleep 1 while 1'\\''\\n' >/usr/local/${name}/run`,
  )
  return `
    for n in $(seq ${services}); do
      d=/usr/local/s-$n; mkdir -p $d/log/main
      printf '#!/bin/sh\\nexec 2>&1\\nexec sleep 1000000\\n' >$d/run
      printf '#!/bin/sh\\nexec multilog t ./main\\n' >$d/log/run
      chmod 755 $d/run $d/log/run; ln -s $d /etc/service/s-$n
    done
    ${slow.join('\n')}`
}

async function untilUp(drill: TestDrill, services: number): Promise<void> {
  await drill.sh(
    `until [ $(svstat /usr/local/s-*/ /usr/local/s-*/log | awk '/: up/ && $5 >= 2 { n++ } END { print n + 0 }') -ge $((2 * $1)) ]
     do sleep 0.2; [ $((i += 1)) -lt 200 ] || break; done`,
    String(services),
  )
}
