import { randomInt } from 'node:crypto'
import { describe, it } from 'vitest'
import { countingPrograms, healthyServices, untilHealthy, untilSettled } from '../support/counting.js'
import { openLastingDrill, type TestDrill } from '../support/drill.js'
import { proveRepair } from '../support/prove-repair.js'
import { type Sickness, sicknesses, sicknessFunctions } from '../support/sicknesses.js'

/** A repair waits for svscan up to three times, and so may eight of them on a busy machine. */
const timeout = 200_000

/** Beside ten healthy services, one for each sickness: it counts, and thousands of lines wait for its log. */
async function makeSick(drawn: readonly Sickness[]): Promise<TestDrill> {
  const services = drawn.map(({ multilog }, index) => {
    const name = `sick-${index + 1}`
    const log = multilog ? '' : `behind ${name}`
    return `counting ${name} 10 2000; ${log}\nln -s /usr/local/${name} /etc/service/`
  })
  const drill = await openLastingDrill('empty', {
    prepare: [countingPrograms, healthyServices, ...services].join('\n'),
  })
  try {
    await untilHealthy(drill)
    await untilSettled(drill)
    const apply = (script: string, index: number) =>
      drill.sh(`${sicknessFunctions}\nd=/usr/local/$1\n${script}`, `sick-${index + 1}`)
    for (const [index, { script }] of inOrder(drawn)) await apply(script, index)
    for (const [index, { atLast }] of drawn.entries()) if (atLast !== undefined) await apply(atLast, index)
    return drill
  } catch (error) {
    await drill.close()
    throw error
  }
}

/** svscan last: it is needed to make the others. */
function inOrder(drawn: readonly Sickness[]): [number, Sickness][] {
  return [...drawn.entries()].sort(
    ([, a], [, b]) => Number(a.ofSvscan ?? false) - Number(b.ofSvscan ?? false),
  )
}

function proofOf(drawn: readonly Sickness[]) {
  const services = drawn.map((sickness, index) => [sickness, `sick-${index + 1}`] as const)
  const handedOver = drawn.some(({ handsOver }) => handsOver)
  // svscanboot begins with svc -dx on every service: what was ordered before that is over.
  const forgotten = drawn.some(({ bootsAgain }) => bootsAgain)
  const isDown = ({ down }: Sickness) => down === true && !forgotten
  return {
    left: services.flatMap(([sickness, service]) => [
      ...(sickness.left === undefined || (sickness.down && forgotten) ? [] : [sickness.left(service)]),
      // What is told to be down cannot be handed over: svscan's own supervise would start it.
      ...(isDown(sickness) && handedOver ? [`supervise-orphaned ${service}`] : []),
    ]),
    down: services.flatMap(([sickness, service]) => (isDown(sickness) ? [service] : [])),
    handedOver,
    ...(handedOver && drawn.some(isDown) ? { tolerated: /sick-\d|^\.\.\./ } : {}),
  }
}

function itIsCured(name: string, drawn: readonly Sickness[]): void {
  it(name, async ({ expect }) => {
    await using drill = await makeSick(drawn)
    await proveRepair(drill, expect, proofOf(drawn))
  })
}

const byName = (...names: string[]) =>
  names.map(name => {
    const found = sicknesses.find(sickness => sickness.name === name)
    if (found === undefined) throw new Error(`no sickness is called '${name}'`)
    return found
  })

describe.concurrent('sicknesses of which the drill has no scenario', { timeout }, () => {
  const alone = byName(
    'its directory was moved away and replaced',
    'it has lost supervise/',
    'its log has lost supervise/',
    'both have lost supervise/',
    'it is stopped',
    'its log is stopped',
    'its supervise was killed',
    'the supervise of its log was killed',
    'one svscan has it, another one its log',
  )
  for (const sickness of alone) {
    itIsCured(sickness.name, [sickness])
  }
})

describe.concurrent('two at once that are sick in the same way', { timeout }, () => {
  const twice = byName(
    'its directory was deleted and replaced',
    'both have lost supervise/',
    'two supervises',
    'a log came late',
  )
  for (const sickness of twice) {
    itIsCured(sickness.name, [sickness, sickness])
  }
})

const rounds = Number(process.env.SVRESET_ROUNDS ?? 20)
describe.concurrent('two of which one once hid the other', { timeout }, () => {
  const pairs = [
    byName('unlinked', 'svscanboot was killed'),
    byName('told to go down, ignores TERM', 'svscan was killed'),
    byName('told to go down, ignores TERM', 'svscanboot was killed'),
    byName('it has lost supervise/', 'one svscan has it, another one its log'),
    byName('it ended after svc -o', 'svscan is stopped'),
    byName('a link leads nowhere', 'svscan is stopped'),
    byName('both have lost supervise/', 'svscan was killed'),
    byName('its supervise was killed', 'one svscan has it, another one its log'),
  ]
  for (const pair of pairs) {
    itIsCured(pair.map(({ name }) => name).join('; '), pair)
  }
})

/** The same ones each time, so that what fails is what a change has broken; with `random` new ones are drawn. */
const wish = process.env.SVRESET_SEED ?? '1'
const seed = wish === 'random' ? randomInt(2 ** 31) : Number(wish)

describe.concurrent(`three of different kinds, drawn at random (SVRESET_SEED=${seed})`, { timeout }, () => {
  const random = randomFrom(seed)
  for (let round = 1; round <= rounds; round++) {
    const drawn = draw(3, random)
    itIsCured(`round ${round}: ${drawn.map(({ name }) => name).join('; ')}`, drawn)
  }
})

/** Different ones that go together. */
function draw(count: number, random: () => number): Sickness[] {
  const drawn: Sickness[] = []
  while (drawn.length < count) {
    const next = sicknesses[Math.floor(random() * sicknesses.length)]
    if (next === undefined || drawn.includes(next)) continue
    if (drawn.some(other => cannotBeBoth(next, other) || cannotBeBoth(other, next))) continue
    drawn.push(next)
  }
  return drawn
}

function cannotBeBoth(a: Sickness, b: Sickness): boolean {
  if (a.ofSvscan === true && b.ofSvscan === true) return true
  return a.complains === true && b.unread === true
}

/** Between 0 and 1, the same ones for the same seed: a linear congruential generator is random enough to draw with. */
function randomFrom(start: number): () => number {
  let state = start
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}
