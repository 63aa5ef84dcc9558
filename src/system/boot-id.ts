import { readFileSync } from 'node:fs'

/** Another one after each restart of the machine. */
export function readBootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
}
