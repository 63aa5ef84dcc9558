import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'

/** A network namespace, which lives as long as the process that holds it. */
export interface Network {
  /** The argv that runs `argv` in it. */
  enter(argv: readonly string[]): [string, ...string[]]
  readonly pid: number
  close(): Promise<void>
}

/** An empty network: only its own loopback. It ends with this process at the latest, however that ends. */
export async function openNetwork(): Promise<Network> {
  const holder = spawn('unshare', ['--net', 'sh', '-c', 'ip link set lo up && echo && exec cat'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  await once(holder.stdout, 'data')
  const pid = pidOf(holder)
  return {
    pid,
    enter: argv => ['nsenter', `--net=/proc/${pid}/ns/net`, '--', ...argv],
    close: async () => {
      const closed = once(holder, 'close')
      holder.stdin.end()
      await closed
    },
  }
}

/** Joins two networks by a cable. The addresses are of those that are reserved for documentation, and exist nowhere else. */
export function connect(one: Network, other: Network, number: number): string {
  const address = `192.0.2.${number}`
  const ip = (network: Network, ...words: string[]) => {
    const [file, ...argv] = network.enter(['ip', ...words])
    execFileSync(file, argv)
  }
  const end = `host${number}`
  ip(one, 'link', 'add', end, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', String(other.pid))
  ip(one, 'address', 'add', '192.0.2.254', 'peer', address, 'dev', end)
  ip(one, 'link', 'set', end, 'up')
  ip(other, 'address', 'add', address, 'peer', '192.0.2.254', 'dev', 'eth0')
  ip(other, 'link', 'set', 'eth0', 'up')
  return address
}

function pidOf({ pid }: ChildProcess): number {
  if (pid === undefined) throw new Error('unshare did not start')
  return pid
}
