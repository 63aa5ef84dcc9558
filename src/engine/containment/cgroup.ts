import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { isSystemError } from '../../errors.js'
import { readStat } from '../../system/process-table.js'
import { readProcText } from '../../system/read.js'
import { ownCgroupDirectory } from '../../system/surroundings/cgroup.js'
import type { Containment } from './containment.js'
import { killUntilGone } from './kill.js'

/** Milliseconds in all: about 1000. */
const rounds = 45

let opened = 0

/** A child of our own cgroup; null where none can be made. Neither systemd nor a controller is concerned. */
export function openCgroup(): Containment | null {
  const own = ownCgroupDirectory()
  if (own === null) return null
  const directory = `${own}/svreset-${process.pid}-${opened++}`
  try {
    mkdirSync(directory)
    // As a try: it may be there and yet take no process.
    move(process.pid, directory)
    move(process.pid, own)
  } catch (error) {
    remove(directory)
    if (isSystemError(error)) return null
    throw error
  }
  const members = () => membersOf(directory)
  return {
    // What is started is born in the cgroup that we are in at that moment.
    start(spawn) {
      move(process.pid, directory)
      try {
        return spawn()
      } finally {
        move(process.pid, own)
      }
    },
    async end() {
      return killUntilGone(() => {
        // All at once, and in other namespaces too; since Linux 5.14.
        if (existsSync(`${directory}/cgroup.kill`)) writeFileSync(`${directory}/cgroup.kill`, '1')
        return members().flatMap(pid => readStat(pid) ?? [])
      })
    },
    async release() {
      // Until they are reaped, dead processes keep it from being removed.
      for (let round = 0; round < rounds && !remove(directory); round++) {
        for (const pid of members()) moveIfThere(pid, own)
        if (round > 0) await delay(round)
      }
    },
  }
}

function membersOf(directory: string): number[] {
  return readProcText(`${directory}/cgroup.procs`)
    .split('\n')
    .flatMap(line => (Number(line) > 0 ? [Number(line)] : []))
}

function move(pid: number, directory: string): void {
  writeFileSync(`${directory}/cgroup.procs`, String(pid))
}

function moveIfThere(pid: number, directory: string): void {
  try {
    move(pid, directory)
  } catch (error) {
    if (!isSystemError(error)) throw error
  }
}

/** Only where it is empty. */
function remove(directory: string): boolean {
  try {
    rmdirSync(directory)
    return true
  } catch {
    return false
  }
}
