import { expect, it } from 'vitest'
import { type Compared, compare, draw, isTrue } from './truth.js'

/** `npm run bench` draws systems of up to 300 services, and prints the table. */
const most = Number(process.env.SVRESET_TRUTH_SERVICES ?? 25)
const seed = Number(process.env.SVRESET_SEED ?? 19)

it(`of 10 systems with 5 to ${most} services (seed ${seed}), 9 are as long away as predicted, and no step ends otherwise`, async () => {
  const compared: Compared[] = []
  for (const each of draw(seed, 10, most)) compared.push(await compare(each))
  if (process.env.SVRESET_TRUTH_SERVICES !== undefined) console.log(compared.map(rowOf).join('\n'))
  expect(
    compared.flatMap(({ draw: { scenario }, wrong }) => wrong.map(step => `${scenario}: ${step}`)),
  ).toEqual([])
  const untrue = compared.filter(each => !isTrue(each))
  expect(untrue.length, untrue.map(rowOf).join('\n')).toBeLessThanOrEqual(1)
}, 3_600_000)

function rowOf(row: Compared): string {
  const seconds = (ms: number | null) => (ms === null ? '-' : `${(ms / 1000).toFixed(2)} s`)
  const { draw: drawn, predicted, real } = row
  const slowest = Math.max(0, ...drawn.stops.values())
  return `| ${drawn.scenario} | ${drawn.services} | ${seconds(slowest)} | ${seconds(predicted)} | ${seconds(real)} | ${isTrue(row) ? 'yes' : 'no'} |`
}
