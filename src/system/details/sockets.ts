import { readLink, readProcText } from '../read.js'

/** One socket, by its inode, as /proc/net tells of it. */
export interface Socket {
  readonly kind: 'listens' | 'connected'
  /** `tcp 127.0.0.1:80`, `unix /run/mysqld.sock`. */
  readonly name: string
}

export type Sockets = ReadonlyMap<string, Socket>

/** Of each network namespace the tables are read once, and only if asked. */
export class SocketTables {
  readonly #tables = new Map<string, Sockets>()

  /** Those of the network namespace that this process is in. */
  of(pid: number): Sockets {
    const namespace = readLink(`/proc/${pid}/ns/net`) ?? ''
    const known = this.#tables.get(namespace) ?? readSockets(`/proc/${pid}/net`)
    this.#tables.set(namespace, known)
    return known
  }
}

function readSockets(path: string): Sockets {
  const read = (name: string) => readProcText(`${path}/${name}`)
  return new Map([
    ...['tcp', 'tcp6', 'udp', 'udp6'].flatMap(name => [
      ...parseInternetSockets(read(name), name.slice(0, 3)),
    ]),
    ...parseUnixSockets(read('unix')),
  ])
}

/** `0: 0100007F:0050 00000000:0000 0A …`: states of tcp(7) in hexadecimal; 0A listens, 01 and 08 have a peer. */
export function parseInternetSockets(text: string, protocol: string): Map<string, Socket> {
  const sockets = new Map<string, Socket>()
  const line =
    /^ *\d+: ([0-9A-F]+):([0-9A-F]{4}) [0-9A-F]+:([0-9A-F]{4}) ([0-9A-F]{2}) \S+ \S+ \S+ +\d+ +\d+ (\d+)/gm
  for (const [, address = '', port = '', peer, state, inode = ''] of text.matchAll(line)) {
    const name = `${protocol} ${internetAddress(address)}:${Number.parseInt(port, 16)}`
    // A datagram socket without a peer waits for whoever writes to it.
    const listens = protocol === 'udp' ? peer === '0000' && port !== '0000' : state === '0A'
    if (listens) sockets.set(inode, { kind: 'listens', name })
    else if (state === '01' || state === '08') sockets.set(inode, { kind: 'connected', name })
  }
  return sockets
}

/** Words of four bytes, each in the machine's order: little-endian on all that daemontools runs on nowadays. */
function internetAddress(hex: string): string {
  const words = hex.match(/.{8}/g) ?? []
  const bytes = words.flatMap(word => (word.match(/../g) ?? []).reverse())
  if (bytes.length === 4) return bytes.map(byte => Number.parseInt(byte, 16)).join('.')
  const groups = Array.from({ length: bytes.length / 2 }, (_, index) =>
    bytes.slice(2 * index, 2 * index + 2).join(''),
  )
  return new URL(`http://[${groups.join(':')}]`).hostname
}

/** Only those that listen (__SO_ACCEPTON): any daemon is connected with a socket of syslog. */
export function parseUnixSockets(text: string): Map<string, Socket> {
  const sockets = new Map<string, Socket>()
  for (const [, flags = '0', inode = '', path = ''] of text.matchAll(
    /^[0-9a-f]+: \S+ \S+ (\S+) \S+ \S+ +(\d+)(?: (.*))?$/gm,
  )) {
    if ((Number.parseInt(flags, 16) & 0x10000) !== 0)
      sockets.set(inode, { kind: 'listens', name: `unix ${path === '' ? '(no name)' : path}` })
  }
  return sockets
}
