import { readProcText } from '../read.js'
import { isUp } from '../supervise-state.js'
import type { System } from '../system.js'

/** SIGTERM is 15: the bit of the signal in the masks of /proc/PID/status. */
const term = 1n << 14n

/** Services and logs whose process ignores SIGTERM, or holds it back: svc -d will not end them. By pid. */
export function readTermIgnored({ supervises }: System): ReadonlySet<number> {
  const pids = supervises.flatMap(supervise =>
    supervise.child !== null && isUp(supervise) ? [supervise.child.pid] : [],
  )
  return new Set(pids.filter(pid => isIgnored(readProcText(`/proc/${pid}/status`))))
}

export function isIgnored(status: string): boolean {
  const masks = [...status.matchAll(/^Sig(?:Ign|Blk):\s*([0-9a-f]{1,32})$/gm)]
  return masks.some(([, mask]) => (BigInt(`0x${mask}`) & term) !== 0n)
}
