import { readRegularFile } from './read.js'

/** Names of the users in /etc/passwd, by uid. Users of a directory service keep their number. */
export function readUsers(): ReadonlyMap<number, string> {
  const read = readRegularFile('/etc/passwd', 1 << 17)
  return read.kind === 'read' ? decodeUsers(read.bytes) : new Map()
}

/** The user of this name in /etc/passwd. */
export function findUser(name: string): { readonly uid: number; readonly gid: number } | null {
  const read = readRegularFile('/etc/passwd', 1 << 17)
  const lines = read.kind === 'read' ? read.bytes.toString('utf8').split('\n') : []
  const [, , uid, gid] = lines.map(line => line.split(':')).find(([first]) => first === name) ?? []
  return uid === undefined || gid === undefined ? null : { uid: Number(uid), gid: Number(gid) }
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
