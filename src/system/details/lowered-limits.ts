import { readProcText } from '../read.js'
import type { System } from '../system.js'

/** If everything fails, nobody reads more than these. */
const most = 20

/**
 * Limits that `run` has lowered, by the pid of its supervise; only for services whose process is defunct. A program with
 * too little memory dies before it prints anything.
 */
export function readLoweredLimits({ supervises }: System): Map<number, readonly string[]> {
  const found = new Map<number, readonly string[]>()
  for (const { process, child } of supervises) {
    if (found.size >= most) break
    if (child?.state !== 'Z' || child.command === process.command) continue
    const lowered = loweredLimits(limitsOf(child.pid), limitsOf(process.pid))
    if (lowered.length > 0) found.set(process.pid, lowered)
  }
  return found
}

type Limits = ReadonlyMap<string, string>

function limitsOf(pid: number): Limits {
  return parseLimits(readProcText(`/proc/${pid}/limits`))
}

/** The soft limits of /proc/PID/limits, proc_pid_limits(5), by name: `address space` → `1024000 bytes`. */
export function parseLimits(text: string): Limits {
  const lines = text.matchAll(/^Max (.+?) {2,}(\d+|unlimited) +\S+ *(\w*)/gm)
  return new Map([...lines].map(([, name = '', soft = '', unit]) => [name, unit ? `${soft} ${unit}` : soft]))
}

export function loweredLimits(limits: Limits, above: Limits): string[] {
  return [...limits].flatMap(([name, limit]) => {
    const other = above.get(name)
    return other !== undefined && amount(limit) < amount(other)
      ? [`${name} ${limit} (supervise: ${other})`]
      : []
  })
}

function amount(limit: string): number {
  return limit.startsWith('unlimited') ? Number.POSITIVE_INFINITY : Number.parseInt(limit, 10)
}
