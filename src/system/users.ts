import { readRegularFile } from './read.js'

/** Names of the users in /etc/passwd, by uid. Users of a directory service keep their number. */
export function readUsers(): ReadonlyMap<number, string> {
  const read = readRegularFile('/etc/passwd', 1 << 17)
  return read.kind === 'read' ? decodeUsers(read.bytes) : new Map()
}

/** passwd(5): `name:password:uid:…`. Of two names with one uid, the first counts. */
export function decodeUsers(bytes: Buffer): ReadonlyMap<number, string> {
  const users = new Map<number, string>()
  for (const line of bytes.toString('utf8').split('\n')) {
    const [, name, uid] = /^([^:]+):[^:]*:(\d{1,10}):/.exec(line) ?? []
    if (name !== undefined && !users.has(Number(uid))) users.set(Number(uid), name)
  }
  return users
}
