import { readFile } from 'node:fs/promises'

/** nobody's numbers, or undefined in a user namespace that knows no user but root. */
export async function userNobody(): Promise<{ uid: number; gid: number } | undefined> {
  const [start, , count] = (await readFile('/proc/self/uid_map', 'latin1')).trim().split(/\s+/).map(Number)
  const passwd = await readFile('/etc/passwd', 'utf8')
  const [uid, gid] = /^nobody:[^:]*:(\d+):(\d+):/m.exec(passwd)?.slice(1).map(Number) ?? []
  if (start === undefined || count === undefined || uid === undefined || gid === undefined) return undefined
  return uid >= start && uid < start + count ? { uid, gid } : undefined
}
