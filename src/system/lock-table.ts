import { readFile } from 'node:fs'
import { readProcText } from './read.js'

const path = '/proc/locks'

/** Every lock of the machine, proc_locks(5). */
export function readLockTable(): string {
  return readProcText(path)
}

/**
 * The same, begun before it is needed: the first who reads /proc/locks waits 10 ms, until no processor takes a lock in
 * the quick way any more. There is other work meanwhile. undefined: it failed, and whoever needs it reads it himself.
 */
export function beginLockTable(): Promise<string | undefined> {
  return new Promise(resolve => {
    readFile(path, 'latin1', (error, text) => resolve(error === null ? text : undefined))
  })
}
