import { readdirSync } from 'node:fs'
import { readRegularFile, tryLstat } from '../read.js'
import type { OpenrcService } from '../surroundings.js'

const runDirectory = '/run/openrc'
const scriptDirectories = ['/etc/init.d', '/usr/local/etc/init.d']

/** Init scripts that name svscan, where OpenRC is at work; what it knows of them it keeps in /run/openrc. */
export function readOpenrc(): OpenrcService[] {
  if (tryLstat(runDirectory) === null) return []
  return scriptDirectories.flatMap(directory =>
    list(directory)
      .filter(name => /^[^#\n]*svscan/m.test(text(`${directory}/${name}`)))
      .map(name => ({
        name,
        script: `${directory}/${name}`,
        started: tryLstat(`${runDirectory}/started/${name}`) !== null,
        pid: pidOf(name),
      })),
  )
}

/** start-stop-daemon leaves a file for each daemon that it has started: `exec=…`, `argv_0=…`, `pidfile=…`. */
function pidOf(name: string): number {
  const directory = `${runDirectory}/daemons/${name}`
  for (const file of list(directory)) {
    const pidFile = /^pidfile=(.+)$/m.exec(text(`${directory}/${file}`))?.[1]
    const pid = pidFile === undefined ? 0 : Number(text(pidFile).trim())
    if (pid > 0) return pid
  }
  return 0
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
