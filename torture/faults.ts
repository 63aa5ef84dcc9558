import { join } from 'node:path'
import { type Arena, openArena } from './arena.js'
import { dryPass, type Harm, type Point, type Struck, strike } from './inject.js'
import { judgeEnd, judgeWreck, type Recovery, recover, recoveries, said } from './judge.js'
import { linksOf } from './links.js'
import { spread } from './spread.js'
import { subjects } from './subjects.js'
import type { Tally } from './tally.js'
import { type Job, work } from './workers.js'

const errors: readonly Harm[] = ['ENOSPC', 'EIO', 'EROFS', 'EACCES', 'EINTR'].map(name => `error=${name}`)
const signals: readonly Harm[] = ['INT', 'TERM', 'HUP', 'QUIT'].map(name => `signal=${name}`)
/** Every other one that can be caught; those that only stop a process are part of ./hostile.ts. */
const otherSignals: readonly Harm[] = [
  ...['ILL', 'TRAP', 'ABRT', 'BUS', 'FPE', 'USR1', 'SEGV', 'USR2', 'PIPE', 'ALRM', 'STKFLT', 'CHLD', 'CONT'],
  ...['URG', 'XCPU', 'XFSZ', 'VTALRM', 'PROF', 'WINCH', 'IO', 'PWR', 'SYS'],
].map(name => `signal=${name}`)

/** Each goes once through every call; of several harms, one call after the other gets the next. */
const passes: readonly (readonly Harm[])[] = [
  ['signal=KILL'],
  ...errors.map(error => [error]),
  signals,
  otherSignals,
]

/** For a subject that does little that the others do not. */
const fewPasses: typeof passes = [['signal=KILL'], errors]

/** Calls of the same name may come between, one time more than another: then it is aimed anew, this often. */
const attempts = 16

/** Where each takes half a minute. */
const fewAttempts = 4

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

/** Strikes svreset at each call in each way, and tries the ways back in rotation. */
export async function everyFault(options: FaultOptions, tally: Tally): Promise<void> {
  const points = await everyPoint(options)
  const faults = allFaults(points).filter(
    fault => options.only === undefined || describe(fault).includes(options.only),
  )
  const chosen = spread(faults, options.sample)
  process.stdout.write(`${points.length} calls, ${faults.length} faults, ${chosen.length} of them now\n`)
  tally.expect(chosen.length)
  const queue: Job[] = []
  const enqueue = (fault: Fault, index: number) => {
    const log = join(options.scratch, `fault-${index}.log`)
    const run: Job['run'] = async arena => {
      const { struck, whole } = await tryFault(arena, fault, log, tally)
      if (struck !== null && struck.hit?.label !== fault.point.label) {
        const most = fault.point.subject.arena.once ? fewAttempts : attempts
        if (fault.attempt === most) tally.missed.push(describe(fault))
        else enqueue({ ...fault, aim: aimAnew(fault, struck, points), attempt: fault.attempt + 1 }, index)
      }
      return whole ? 'whole' : 'used'
    }
    queue.push({ arena: fault.point.subject.arena, run })
  }
  for (const [index, fault] of chosen.entries()) enqueue(fault, index)
  await work(queue, options.width, options.self)
}

async function everyPoint({ self, scratch }: FaultOptions): Promise<Point[]> {
  const points: Point[] = []
  for (const subject of subjects) {
    const arena = await openArena(self, subject.arena)
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

interface Fault {
  readonly harm: Harm
  readonly point: Point
  readonly recovery: Recovery
  /** Which call of the name; not always the point's. */
  readonly aim: number
  readonly attempt: number
}

function allFaults(points: readonly Point[]): Fault[] {
  return passes.flatMap((pass, shift) =>
    points.flatMap((point, index): Fault[] => {
      const harms = point.subject.passes === 'few' ? (fewPasses[shift] ?? []) : pass
      const harm = harms[index % harms.length]
      const recovery = recoveries[(index + shift) % recoveries.length] ?? 'restore'
      return harm === undefined ? [] : [{ harm, point, recovery, aim: point.nth, attempt: 1 }]
    }),
  )
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
    const left = await linksOf(arena)
    const problem =
      (await judgeWreck(arena, links, left)) ??
      judgeEnd(struck, harm, left) ??
      (await recover(arena, recovery, links, point.subject))
    const hit = struck.hit?.label ?? 'a call of the event loop, or none'
    tally.note(
      hit === point.label ? describe(fault) : `${describe(fault)} (it struck ${hit})`,
      problem === null ? null : `${problem}\nsvreset had ended with ${said(struck.ended)}`,
    )
    const whole = problem === null && recovery === 'resume' && point.subject.arena.once !== true
    return { struck, whole }
  } catch (error) {
    tally.note(describe(fault), String(error))
    return { struck: null, whole: false }
  }
}

/** Corrects the aim by how far this run was off the dry one. */
function aimAnew({ point, aim }: Fault, { calls, hit }: Struck, points: readonly Point[]): number {
  const there = calls.find(({ label }) => label === point.label)
  if (point.place === null && there !== undefined) return there.nth
  const planned = points.find(({ subject, label }) => subject === point.subject && label === hit?.label)
  return planned === undefined ? aim + 1 : point.nth + aim - planned.nth
}
