import { decodeLatin1 } from '../text/bytes.js'

export interface Mount {
  readonly point: string
  readonly options: readonly string[]
}

/** One whose file system somebody else answers for. */
export interface RemoteMount {
  readonly point: string
  /** `nfs4`, `autofs`. */
  readonly type: string
}

/**
 * The mount that holds a real path, from /proc/PID/mountinfo, proc_pid_mountinfo(5): `36 35 98:0 / /data rw,noexec - …`.
 * If several mounts have the same mount point, the last one is on top.
 */
export function mountOf(path: string, mountinfo: string): Mount | null {
  let found: Mount | null = null
  for (const { point, options } of decodeMounts(mountinfo)) {
    if (isBelow(path, point) && point.length >= (found?.point.length ?? 0)) found = { point, options }
  }
  return found
}

/** Where mounts are from which nothing is executed: on most machines /proc, /sys, and some below /dev and /run. */
export function noexecPoints(mountinfo: string): string[] {
  return decodeMounts(mountinfo).flatMap(({ point, options }) => (options.includes('noexec') ? [point] : []))
}

/** Those that a server, or a program, answers for. None is below /proc, /sys or /dev, where services are not. */
export function remoteMounts(mountinfo: string): RemoteMount[] {
  // Of hundreds of mounts, usually none is of such a kind.
  if (!new RegExp(` - (?:${kinds})`).test(mountinfo)) return []
  return decodeMounts(mountinfo).flatMap(({ type, point }) =>
    remote.test(type) && !['/proc', '/sys', '/dev'].some(above => isBelow(point, above))
      ? [{ point, type }]
      : [],
  )
}

const kinds =
  'nfs|cifs|smb|9p|ceph|fuse|autofs|afs|coda|gluster|lustre|beegfs|gpfs|ocfs2|gfs2|virtiofs|vboxsf'
const remote = new RegExp(`^(?:${kinds})`)

export function isBelow(path: string, point: string): boolean {
  return point === '/' || path === point || path.startsWith(`${point}/`)
}

function decodeMounts(mountinfo: string): (Mount & RemoteMount)[] {
  return mountinfo.split('\n').flatMap(line => {
    const [, , , , escaped, options] = line.split(' ')
    const type = / - (\S+) /.exec(line)?.[1] ?? ''
    if (escaped === undefined || options === undefined) return []
    const point = decodeLatin1(
      escaped.replace(/\\([0-7]{3})/g, (_, octal) => String.fromCharCode(Number.parseInt(octal, 8))),
    )
    return [{ point, type, options: options.split(',') }]
  })
}
