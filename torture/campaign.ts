import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { mersenne } from 'pure-rand/generator/mersenne'
import { scenarios } from '../src/drill/scenarios.js'
import { type Arena, openArena, tiny } from './arena.js'
import { judgeWreck, recover, recoveries, said } from './judge.js'
import { isSame, linksOf } from './links.js'
import type { Tally } from './tally.js'

/** They take longer to set up than all the others together. */
const heavy = ['too-many-services', 'file-descriptors-exhausted']

/** Milliseconds: most rounds strike within so long after the run has begun to write, when links are on their way. */
const latest = 1_200

/** The others strike within so long after the process was started. */
const latestFromStart = 2_000

/**
 * Kills the whole process group of a reset, at a random instant, in a random scenario, and tries a random way back.
 * The same seed chooses the same; only the machine's own timing is another.
 */
export async function campaign(
  { rounds, seed, width, self }: { rounds: number; seed: number; width: number; self: readonly string[] },
  tally: Tally,
): Promise<void> {
  process.stdout.write(`${rounds} random rounds from seed ${seed}\n`)
  tally.expect(rounds)
  let next = 0
  let linksWereOut = 0
  const worker = async () => {
    for (let round = next++; round < rounds; round = next++) {
      if (await oneRound(seed + round, self, tally)) linksWereOut += 1
    }
  }
  await Promise.all(Array.from({ length: width }, worker))
  process.stdout.write(`${linksWereOut} of ${rounds} random kills found links removed\n`)
  if (rounds >= 10 && linksWereOut === 0)
    tally.note('some random kill finds links removed', 'none did: this proves nothing')
}

/** The same seed draws the same. Not by xoroshiro128plus: from seeds that follow each other it draws what follows each other. */
export function drawRound(seed: number) {
  const generator = mersenne(seed)
  const below = (limit: number): number => uniformInt(generator, 0, limit - 1)
  const choose = <T>(all: readonly T[]): T => all[below(all.length)] as T
  const names = scenarios.map(({ name }) => name).filter(name => !heavy.includes(name))
  const scenario = choose(['tiny', ...names])
  const from = below(4) > 0 ? 'its first record' : 'its start'
  const instant = below(from === 'its start' ? latestFromStart : latest)
  return { scenario, from, instant, recovery: choose(recoveries) }
}

/** Whether links were missing when svreset was dead. */
async function oneRound(seed: number, self: readonly string[], tally: Tally): Promise<boolean> {
  let linksWereOut = false
  const { scenario, from, instant, recovery } = drawRound(seed)
  const what = `--random 1 --seed ${seed}: ${scenario}, killed ${instant} ms after ${from}, then ${recovery}`
  const arena = await openArena(self, scenario === 'tiny' ? tiny : { scenario, services: 5 }).catch(String)
  if (typeof arena === 'string') {
    tally.note(what, arena)
    return false
  }
  try {
    const links = await linksOf(arena)
    const ended = await killedReset(arena, from, instant)
    const left = await linksOf(arena)
    linksWereOut = !isSame(left, links)
    const problem =
      (await judgeWreck(arena, links, left)) ?? (await comeBack(arena, scenario, recovery, links))
    tally.note(what, problem === null ? null : `${problem}\nsvreset had said ${ended}`)
  } catch (error) {
    tally.note(what, String(error))
  } finally {
    await arena.close()
  }
  return linksWereOut
}

/** What svreset had printed. It and its process group are killed, unless they have ended before. */
function killedReset(arena: Arena, from: string, instant: number): Promise<string> {
  return arena.sh(
    `from=$1 milliseconds=$2; shift 2
    setsid "$@" --yes --stop-timeout 1s >/etc/said 2>&1 &
    while [ "$from" != 'its start' ] && [ ! -e /var/lib/svreset/runs ] && kill -0 $! 2>/dev/null; do sleep 0.01; done
    sleep "$(printf '%d.%03d' $((milliseconds / 1000)) $((milliseconds % 1000)))"
    kill -s KILL -- -$! || [ $? -eq 1 ] # 1: it has ended before; anything else: this line is wrong
    wait
    cat /etc/said`,
    from,
    String(instant),
    ...arena.self,
  )
}

/** In a sick scenario a reset may be refused, or end unhappy: then the links are what resume, and restore after it, owe. */
async function comeBack(
  arena: Arena,
  scenario: string,
  recovery: (typeof recoveries)[number],
  links: readonly string[],
): Promise<string | null> {
  if (recovery !== 'resume' || scenario === 'tiny') {
    return recover(arena, recovery, links, { svscanWasStopped: scenario === 'supervise-missing' })
  }
  const resumed = await arena.svreset('resume', '--yes', '--stop-timeout', '1s')
  if (![0, 1, 3].includes(resumed.exitCode ?? -1) || resumed.stderr.includes('this is a bug'))
    return `resume ended with ${said(resumed)}`
  if (resumed.exitCode !== 0 && !isSame(await linksOf(arena), links)) {
    const restored = await arena.svreset('restore', '--yes')
    if (restored.exitCode !== 0) return `${said(resumed)}\nand restore after it with ${said(restored)}`
  }
  const now = await linksOf(arena)
  return isSame(now, links) ? null : `after resume the links are ${JSON.stringify(now)}\n${said(resumed)}`
}
