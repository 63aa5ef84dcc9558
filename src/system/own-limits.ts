import { readdirSync } from 'node:fs'
import { readProcText } from './read.js'
import { decodeLimits } from './surroundings/origin.js'

/** How much more svreset itself may have or write under its limits (ulimit); Infinity: any number. */
export interface OwnLimits {
  readonly openFiles: Room
  readonly processes: Room
  /** Bytes that one file may have. */
  readonly fileSize: number
}

export interface Room {
  readonly limit: number
  readonly used: number
}

export function readOwnLimits(): OwnLimits {
  const limits = decodeLimits(readProcText('/proc/self/limits'))
  const soft = (name: string) => {
    const number = Number(limits[name]?.split(':')[0])
    return Number.isNaN(number) ? Number.POSITIVE_INFINITY : number
  }
  const processes = process.getuid?.() === 0 ? Number.POSITIVE_INFINITY : soft('nproc')
  return {
    // One of them is that of the list itself.
    openFiles: { limit: soft('nofile'), used: readdirSync('/proc/self/fd').length - 1 },
    // The kernel asks root for no room, and counts threads.
    processes: { limit: processes, used: Number.isFinite(processes) ? ownThreads() : 0 },
    fileSize: soft('fsize'),
  }
}

function ownThreads(): number {
  const uid = process.getuid?.()
  let threads = 0
  for (const pid of readdirSync('/proc').filter(name => /^\d+$/.test(name))) {
    const status = readProcText(`/proc/${pid}/status`)
    const [, real, , count] = /^Uid:\s+(\d+)(.*?)^Threads:\s+(\d+)/ms.exec(status) ?? []
    if (Number(real) === uid) threads += Number(count)
  }
  return threads
}
