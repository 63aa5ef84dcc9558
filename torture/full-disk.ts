import { type Arena, openArena, tiny } from './arena.js'
import { judgeWreck, recover, said } from './judge.js'
import { isSame, linksOf } from './links.js'
import type { Tally } from './tally.js'

/** KiB; from what holds not even a journal to what holds all of a run. */
const sizes = [4, 8, 12, 16, 20, 24, 32, 64]

const stateDirectory = 'mkdir -p /var/lib/svreset && mount -t tmpfs -o mode=700'

/** No injection: a state directory on a disk that really is full sooner or later, and file systems that really are read-only. */
export async function realFaults(self: readonly string[], tally: Tally): Promise<void> {
  const untouched: boolean[] = []
  for (const size of sizes) {
    await scene(self, tally, `a state directory of ${size} KiB`, async arena => {
      await arena.sh(`${stateDirectory},size=${size}k svreset /var/lib/svreset`)
      const { problem, exitCode, same } = await resetInWant(arena)
      if (exitCode === 1 && same) untouched.push(true)
      return problem
    })
  }
  tally.note('some disk is too full for a run to begin', untouched.length > 0 ? null : 'none was')
  await scene(self, tally, 'a read-only state directory', async arena => {
    await arena.sh(`${stateDirectory},ro svreset /var/lib/svreset`)
    return expectUntouched(await resetInWant(arena))
  })
  await scene(self, tally, 'a read-only service directory', async arena => {
    await arena.sh('mount -o remount,ro /etc/service')
    const want = await resetInWant(arena)
    await arena.sh('mount -o remount,rw /etc/service')
    return expectUntouched(want)
  })
}

async function scene(
  self: readonly string[],
  tally: Tally,
  what: string,
  operation: (arena: Arena) => Promise<string | null>,
): Promise<void> {
  const arena = await openArena(self)
  try {
    tally.note(what, await operation(arena).catch(String))
  } finally {
    await arena.close()
  }
}

interface Want {
  readonly problem: string | null
  readonly exitCode: number | null
  /** Whether all links were there, and all services were the same processes, right afterwards. */
  readonly same: boolean
}

async function resetInWant(arena: Arena): Promise<Want> {
  const links = await linksOf(arena)
  const pids = await servicePids(arena)
  const ended = await arena.svreset('--yes')
  const { exitCode } = ended
  const left = await linksOf(arena)
  const same = isSame(left, links) && pids === (await servicePids(arena))
  const wrongEnd =
    exitCode === 0 || (exitCode === 1 && !ended.stderr.includes('this is a bug'))
      ? null
      : `reset ended with ${said(ended)}`
  const problem =
    wrongEnd ?? (await judgeWreck(arena, links, left)) ?? (await recover(arena, 'restore', links))
  return { problem, exitCode, same }
}

function expectUntouched({ problem, exitCode, same }: Want): string | null {
  return (
    problem ??
    (exitCode === 1 && same
      ? null
      : `exit code ${exitCode}, links and services ${same ? 'the same' : 'touched'}`)
  )
}

function servicePids(arena: Arena): Promise<string> {
  return arena.sh(`svstat "$@" | sed 's/) .*//'`, ...tiny.directories)
}
