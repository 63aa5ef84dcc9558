import { readFile } from 'node:fs/promises'

/** The ids of nobody, or undefined in a user namespace in which root is the only user. */
export async function userNobody(): Promise<{ uid: number; gid: number } | undefined> {
  const [start, , count] = (await readFile('/proc/self/uid_map', 'latin1')).trim().split(/\s+/).map(Number)
  const passwd = await readFile('/etc/passwd', 'utf8')
  const [uid, gid] = /^nobody:[^:]*:(\d+):(\d+):/m.exec(passwd)?.slice(1).map(Number) ?? []
  if (start === undefined || count === undefined || uid === undefined || gid === undefined) return undefined
  return uid >= start && uid < start + count ? { uid, gid } : undefined
}
