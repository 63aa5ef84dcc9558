import { type Arena, tiny } from './arena.js'
import { judgeWreck, recover, said } from './judge.js'
import { isSame, linksOf } from './links.js'
import { spread } from './spread.js'
import type { Tally } from './tally.js'
import { type Job, work } from './workers.js'

/**
 * Each limit at values from what is too little to begin to what is enough. Data segment and open files as prlimit(1)
 * takes them, file size in bytes. The number of processes is a cgroup's: the kernel does not hold root to RLIMIT_NPROC.
 */
const limits = {
  nofile: range(8, 40, 1),
  fsize: range(0, 40 * 1024, 512),
  data: range(32, 160, 4).map(mebibytes => mebibytes * 1024 * 1024),
  pids: range(1, 24, 1),
} as const

type Limit = keyof typeof limits

function range(from: number, to: number, step: number): number[] {
  return Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step)
}

export interface LimitOptions {
  readonly self: readonly string[]
  readonly width: number
  /** Only so many of each limit, evenly spread; null: all. */
  readonly most: number | null
}

/** A reset under every limit: it is refused, or goes to its end, or leaves what restore puts back. */
export async function everyLimit({ self, width, most }: LimitOptions, tally: Tally): Promise<void> {
  const chosen = (Object.keys(limits) as Limit[]).flatMap(limit => {
    const values: readonly number[] = limits[limit]
    return spread(values, most).map(value => ({ limit, value }))
  })
  tally.expect(chosen.length)
  const ends = new Map<Limit, Set<boolean>>()
  const jobs = chosen.map(
    ({ limit, value }): Job => ({
      arena: tiny,
      async run(arena) {
        const { problem, finished } = await resetUnder(arena, limit, value).catch(error => ({
          problem: String(error),
          finished: false,
        }))
        ends.set(limit, (ends.get(limit) ?? new Set()).add(finished))
        tally.note(`a reset under ${limit}=${value}`, problem)
        return 'used'
      },
    }),
  )
  await work(jobs, width, self)
  if (most !== null) return
  // Otherwise the values are not those near what a run needs.
  for (const [limit, seen] of ends)
    tally.note(`some ${limit} is too little, and some is enough`, seen.size === 2 ? null : 'not so')
}

async function resetUnder(
  arena: Arena,
  limit: Limit,
  value: number,
): Promise<{ problem: string | null; finished: boolean }> {
  const links = await linksOf(arena)
  const ended = await arena.run(['sh', '-c', under(limit, value), 'sh', ...arena.self, '--yes'])
  const left = await linksOf(arena)
  const finished = ended.exitCode === 0
  const end = endProblem(ended, isSame(left, links))
  const problem = end ?? (await judgeWreck(arena, links, left)) ?? (await recover(arena, 'restore', links))
  return { problem, finished }
}

/** Node itself may not be able to start, or abort, where there is too little: then it is as good as killed. */
function endProblem(
  ended: { readonly exitCode: number | null; readonly stdout: string; readonly stderr: string },
  same: boolean,
): string | null {
  if (ended.stderr.includes('this is a bug')) return `svreset takes it for a bug: ${said(ended)}`
  if (ended.exitCode === 137 && !same) return `it hung, and had touched something: ${said(ended)}`
  if (ended.exitCode === 2 && !same) return `exit code 2 after something was touched: ${said(ended)}`
  if (ended.exitCode === 3 && !same) return `refused after something was touched: ${said(ended)}`
  return null
}

/** Seconds: with too little memory Node hangs before svreset's first line. */
const hangs = 40

function under(limit: Limit, value: number): string {
  if (limit !== 'pids') return `exec timeout --signal=KILL ${hangs} prlimit --${limit}=${value} -- "$@"`
  return `
    base=/sys/fs/cgroup; [ ! -d $base/pids ] || base=$base/pids
    group=$base/svreset-torture.$$.$RANDOM
    mkdir "$group" && echo ${value} >"$group/pids.max" || exit 77
    ( echo 0 >"$group/cgroup.procs"; exec "$@" ); code=$?
    for pid in $(cat "$group/cgroup.procs"); do echo "$pid" >"$base/cgroup.procs"; done
    rmdir "$group"
    exit $code`
}
