import { decodeLatin1 } from '../text/bytes.js'

export interface Mount {
  readonly point: string
  readonly options: readonly string[]
}

/**
 * The mount that holds a real path, from /proc/PID/mountinfo, proc_pid_mountinfo(5): `36 35 98:0 / /data rw,noexec - …`.
 * If several mounts have the same mount point, the last one is on top.
 */
export function mountOf(path: string, mountinfo: string): Mount | null {
  let found: Mount | null = null
  for (const line of mountinfo.split('\n')) {
    const [, , , , escaped, options] = line.split(' ')
    if (escaped === undefined || options === undefined) continue
    const point = decodeLatin1(
      escaped.replace(/\\([0-7]{3})/g, (_, octal) => String.fromCharCode(Number.parseInt(octal, 8))),
    )
    const isAbove = point === '/' || path === point || path.startsWith(`${point}/`)
    if (isAbove && point.length >= (found?.point.length ?? 0)) found = { point, options: options.split(',') }
  }
  return found
}
