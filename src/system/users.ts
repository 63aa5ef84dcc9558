import { readRegularFile } from './read.js'

/** Names of the users in /etc/passwd, by uid. Users of a directory service keep their number. */
export function readUsers(): ReadonlyMap<number, string> {
  const read = readRegularFile('/etc/passwd', 1 << 17)
  const users = new Map<number, string>()
  if (read.kind !== 'read') return users
  for (const line of Buffer.from(read.bytes).toString('utf8').split('\n')) {
    const [name, , uid] = line.split(':')
    if (name && uid && !users.has(Number(uid))) users.set(Number(uid), name)
  }
  return users
}
