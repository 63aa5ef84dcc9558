import { readdirSync } from 'node:fs'
import type { Process } from '../../system/process.js'
import { readProcessTable, readStat } from '../../system/process-table.js'
import { readProcText } from '../../system/read.js'
import type { Containment } from './containment.js'
import { killUntilGone } from './kill.js'

/** Milliseconds between two looks at a command that runs: what leaves its parent in between is found by its session. */
const interval = 50

/**
 * What is below a command, looked at again and again while it runs: a process that has left its parent is known from
 * before, by pid and start time, or belongs to the session of one that is.
 */
export function watchTree(): Containment {
  let known = new Map<number, Process>()
  const look = () => {
    known = lookAgain(known)
    return [...known.values()]
  }
  let timer: NodeJS.Timeout | undefined
  return {
    start(spawn) {
      const child = spawn()
      const process = child.pid === undefined ? null : readStat(child.pid)
      if (process !== null) known.set(process.pid, process)
      timer = setInterval(look, interval).unref()
      return child
    },
    async end() {
      clearInterval(timer)
      return killUntilGone(look)
    },
    release: async () => clearInterval(timer),
  }
}

/** Those that still live, and all that they have started. */
function lookAgain(before: ReadonlyMap<number, Process>): Map<number, Process> {
  const now = new Map<number, Process>()
  const queue = [...before.values()].flatMap(({ pid, startTime }) => {
    const process = readStat(pid)
    return process?.startTime === startTime ? [process] : []
  })
  // Somebody has gone, and may have left children to init.
  if (queue.length < before.size) {
    const sessions = new Set([...before.values()].map(({ session }) => session))
    queue.push(...[...readProcessTable().values()].filter(({ session }) => sessions.has(session)))
  }
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (now.has(next.pid)) continue
    now.set(next.pid, next)
    queue.push(...childrenOf(next.pid).flatMap(pid => readStat(pid) ?? []))
  }
  return now
}

function childrenOf(pid: number): number[] {
  return threadsOf(pid).flatMap(thread =>
    readProcText(`/proc/${pid}/task/${thread}/children`)
      .split(' ')
      .flatMap(word => (Number(word) > 0 ? [Number(word)] : [])),
  )
}

function threadsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`)
  } catch {
    return []
  }
}
