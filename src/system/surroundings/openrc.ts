import { readdirSync } from 'node:fs'
import type { FileId } from '../process.js'
import { readRegularFile, tryLstat } from '../read.js'
import type { OpenrcService } from '../surroundings.js'
import { serves } from './serves.js'

const runDirectory = '/run/openrc'
const scriptDirectories = ['/etc/init.d', '/usr/local/etc/init.d']

/** Init scripts that name svscan, if OpenRC is in use. OpenRC keeps their state in /run/openrc. */
export function readOpenrc(directory: FileId): OpenrcService[] {
  if (tryLstat(runDirectory) === null) return []
  return scriptDirectories.flatMap(place =>
    list(place).flatMap(name => {
      const script = `${place}/${name}`
      const body = text(script)
      if (!/^[^#\n]*svscan/m.test(body)) return []
      const started = tryLstat(`${runDirectory}/started/${name}`) !== null
      return [{ name, script, started, pid: pidOf(name), serves: serves(body, directory) }]
    }),
  )
}

/**
 * The name of its pid file, from the notes of openrc-run about the script, or about the daemon that its
 * start-stop-daemon has started: `exec=…`, `argv_0=…`, `pidfile=…`.
 */
function pidOf(name: string): number {
  const daemons = `${runDirectory}/daemons/${name}`
  const pidFiles = [
    text(`${runDirectory}/options/${name}/pidfile`).trim(),
    ...list(daemons).map(file => /^pidfile=(.+)$/m.exec(text(`${daemons}/${file}`))?.[1] ?? ''),
  ]
  const pids = pidFiles.map(file => (file === '' ? 0 : Number(text(file).trim())))
  return pids.find(pid => pid > 0) ?? 0
}

function list(directory: string): string[] {
  try {
    return readdirSync(directory)
  } catch {
    return []
  }
}

function text(path: string): string {
  const read = readRegularFile(path, 65_536)
  return read.kind === 'read' ? Buffer.from(read.bytes).toString('latin1') : ''
}
