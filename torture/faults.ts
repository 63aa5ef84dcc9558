import { join } from 'node:path'
import { type Arena, openArena } from './arena.js'
import { dryPass, type Harm, type Point, type Struck, strike } from './inject.js'
import { isSame, judgeWreck, linksOf, type Recovery, recover, recoveries, said } from './judge.js'
import { subjects } from './subjects.js'
import type { Tally } from './tally.js'
import { type Job, work } from './workers.js'

const kill: Harm = 'signal=KILL'
const errors: readonly Harm[] = ['ENOSPC', 'EIO', 'EROFS', 'EACCES', 'EINTR'].map(name => `error=${name}`)

/** Calls of the same name may come between, one time more than another: then it is aimed anew, this often. */
const attempts = 4

export interface FaultOptions {
  readonly self: readonly string[]
  /** A directory for logs of strace. */
  readonly scratch: string
  readonly width: number
  /** How many faults, evenly spread over all; null: every one. */
  readonly sample: number | null
  /** Only faults whose description holds this text. */
  readonly only: string | undefined
}

/** Kills svreset at each call, then lets each call fail in each way, and tries the ways back in rotation. */
export async function everyFault(options: FaultOptions, tally: Tally): Promise<void> {
  const points = await everyPoint(options)
  const faults = [kill, ...errors]
    .flatMap((harm, shift) =>
      points.map((point, index): Fault => {
        const recovery = recoveries[(index + shift) % recoveries.length] ?? 'restore'
        return { harm, point, recovery, aim: point.nth, attempt: 1 }
      }),
    )
    .filter(fault => options.only === undefined || describe(fault).includes(options.only))
  const chosen = spread(faults, options.sample)
  process.stdout.write(`${points.length} calls, ${faults.length} faults, ${chosen.length} of them now\n`)
  const queue: Job[] = []
  const enqueue = (fault: Fault, index: number) => {
    queue.push(async arena => {
      const { struck, whole } = await tryFault(
        arena,
        fault,
        join(options.scratch, `fault-${index}.log`),
        tally,
      )
      if (struck !== null && struck.hit?.label !== fault.point.label) {
        if (fault.attempt === attempts) tally.missed.push(describe(fault))
        else enqueue({ ...fault, aim: aimAnew(fault, struck, points), attempt: fault.attempt + 1 }, index)
      }
      return whole ? 'whole' : 'used'
    })
  }
  for (const [index, fault] of chosen.entries()) enqueue(fault, index)
  await work(queue, options.width, options.self)
}

async function everyPoint({ self, scratch }: FaultOptions): Promise<Point[]> {
  const points: Point[] = []
  for (const subject of subjects) {
    const arena = await openArena(self)
    try {
      const found = await dryPass(arena, subject, join(scratch, `${subject.name}.log`))
      process.stdout.write(`${subject.name}: ${found.length} calls that change something\n`)
      points.push(...found)
    } finally {
      await arena.close()
    }
  }
  return points
}

/** The same at each run; in steps of the golden ratio, so that no rhythm of the list meets one of the sample. */
function spread<T>(all: readonly T[], count: number | null): readonly T[] {
  if (count === null || count >= all.length) return all
  const chosen = new Set<T>()
  for (let step = 1; chosen.size < count; step += 1) {
    chosen.add(all[Math.floor(((step * 0.618034) % 1) * all.length)] as T)
  }
  return [...chosen]
}

interface Fault {
  readonly harm: Harm
  readonly point: Point
  readonly recovery: Recovery
  /** Which call of the name; not always the point's. */
  readonly aim: number
  readonly attempt: number
}

function describe({ harm, point, recovery }: Fault): string {
  return `${point.subject.name}: ${harm} at ${point.label}, then ${recovery}`
}

interface Tried {
  /** null: the fault could not be tried. */
  readonly struck: Struck | null
  /** Whether the arena can be used again. */
  readonly whole: boolean
}

async function tryFault(arena: Arena, fault: Fault, log: string, tally: Tally): Promise<Tried> {
  const { harm, point, recovery, aim } = fault
  try {
    const links = await linksOf(arena)
    const struck = await strike(arena, { ...point, nth: aim }, harm, log)
    const problem =
      (await judgeWreck(arena, links)) ??
      judgeEnd(struck, harm, await linksOf(arena)) ??
      (await recover(arena, recovery, links))
    const hit = struck.hit?.label ?? 'a call of the event loop, or none'
    tally.note(
      hit === point.label ? describe(fault) : `${describe(fault)} (it struck ${hit})`,
      problem === null ? null : `${problem}\nsvreset had ended with ${said(struck.ended)}`,
    )
    return { struck, whole: problem === null && recovery === 'resume' }
  } catch (error) {
    tally.note(describe(fault), String(error))
    return { struck: null, whole: false }
  }
}

/** Where svreset lives on it must end as it promises: 0, or 1 and a word on what to do next; 3 only if nothing was touched. */
function judgeEnd(
  { ended, hit, linksBefore }: Struck,
  harm: Harm,
  linksNow: readonly string[],
): string | null {
  if (harm === kill) return null
  const { exitCode, stdout, stderr } = ended
  // An event loop that cannot wake itself aborts: that is as good as killed.
  if (hit === null && exitCode !== 0 && exitCode !== 1) return null
  if (stderr.includes('this is a bug')) return 'svreset takes the failure for a bug'
  if (exitCode === 0) return null
  if (exitCode === 3 && !isSame(linksNow, linksBefore)) return 'refused, and has changed links all the same'
  if (exitCode !== 1 && exitCode !== 3) return `exit code ${exitCode} where 0, 1 or 3 is promised`
  return /next: |svreset (resume|restore|check)/.test(stdout + stderr)
    ? null
    : 'not a word on what to do next'
}

/** Corrects the aim by how far this run was off the dry one. */
function aimAnew({ point, aim }: Fault, { calls, hit }: Struck, points: readonly Point[]): number {
  const there = calls.find(({ label }) => label === point.label)
  if (point.place === null && there !== undefined) return there.nth
  const planned = points.find(({ subject, label }) => subject === point.subject && label === hit?.label)
  return planned === undefined ? aim + 1 : point.nth + aim - planned.nth
}
