import { expect, it } from 'vitest'
import { drawRound } from '../../torture/campaign.js'
import { recoveries } from '../../torture/judge.js'

it('the same seed draws the same round', () => {
  expect(drawRound(563_004_000)).toEqual(drawRound(563_004_000))
  expect(drawRound(7)).not.toEqual(drawRound(8))
})

it('rounds of seeds that follow each other have nothing in common', () => {
  const rounds = Array.from({ length: 200 }, (_, round) => drawRound(round))
  const share = (is: (round: ReturnType<typeof drawRound>) => boolean) => rounds.filter(is).length / 200
  expect(new Set(rounds.map(({ scenario }) => scenario)).size).toBeGreaterThan(20)
  expect(share(({ from }) => from === 'its start')).toBeCloseTo(0.25, 1)
  for (const recovery of recoveries)
    expect(share(round => round.recovery === recovery)).toBeCloseTo(1 / recoveries.length, 1)
  const steps = rounds.slice(1).map(({ instant }, index) => instant - (rounds[index]?.instant ?? 0))
  expect(new Set(steps).size).toBeGreaterThan(100)
})
