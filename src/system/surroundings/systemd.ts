import { readdirSync } from 'node:fs'
import type { FileId } from '../process.js'
import { readRegularFile } from '../read.js'
import type { Origin, SystemdUnit } from '../surroundings.js'
import { askProgram } from './ask-program.js'
import { cgroupMembers } from './cgroup.js'
import { serves } from './serves.js'
import { systemctl } from './systemctl.js'

/** The units in which svscan runs; if none runs, those whose `ExecStart=` names it. */
export function readSystemd(origins: readonly Origin[], directory: FileId): SystemdUnit[] {
  const running = new Map(origins.flatMap(origin => unitAround(origin) ?? []).map(unit => [unit.name, unit]))
  const units = origins.length > 0 ? [...running.values()] : unitsThatStartSvscan()
  return units.flatMap(unit => showUnit(unit, directory) ?? [])
}

type UnitName = Pick<SystemdUnit, 'name' | 'userManager'>

function unitAround({ cgroup, launch }: Origin): UnitName | null {
  const unit = unitOf(cgroup)
  if (unit === null || unit.user === null) return unit && { name: unit.name, userManager: null }
  // A process of another user below a user's manager is not of that manager.
  return launch.user?.uid === unit.user ? { name: unit.name, userManager: launch.user } : null
}

/**
 * The innermost service in the path of a cgroup. Below `user@UID.service` the units belong to that user's own
 * manager: plain `systemctl` would ask the system's manager for a unit with that name.
 */
export function unitOf(cgroup: string): { readonly name: string; readonly user: number | null } | null {
  const parts = cgroup.split('/')
  const name = parts.findLast(part => part.endsWith('.service'))
  if (name === undefined) return null
  const above = parts.slice(0, parts.lastIndexOf(name))
  const user = above.map(part => /^user@(\d+)\.service$/.exec(part)?.[1]).find(uid => uid !== undefined)
  return { name, user: user === undefined ? null : Number(user) }
}

const unitDirectories = [
  '/etc/systemd/system',
  '/run/systemd/system',
  '/usr/local/lib/systemd/system',
  '/usr/lib/systemd/system',
  '/lib/systemd/system',
]

function unitsThatStartSvscan(): UnitName[] {
  const names = new Set<string>()
  for (const directory of unitDirectories) {
    for (const name of listServices(directory)) {
      const read = readRegularFile(`${directory}/${name}`, 65_536)
      if (read.kind === 'read' && /^ExecStart=.*svscan/m.test(Buffer.from(read.bytes).toString('latin1')))
        names.add(name)
    }
  }
  return [...names].map(name => ({ name, userManager: null }))
}

function listServices(directory: string): string[] {
  try {
    return readdirSync(directory).filter(name => name.endsWith('.service'))
  } catch {
    return []
  }
}

const properties = 'MainPID,ActiveState,SubState,Result,Restart,ControlGroup,ExecStart'

function showUnit({ name, userManager }: UnitName, directory: FileId): SystemdUnit | null {
  const answer = askProgram(
    systemctl(userManager, process.geteuid?.() ?? -1, 'show', `--property=${properties}`, '--', name),
  )
  if (answer === null || answer.exitCode !== 0) return null
  const values = new Map(
    answer.output
      .split('\n')
      .map(line => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
  )
  const cgroup = values.get('ControlGroup') ?? ''
  return {
    name,
    userManager,
    mainPid: Number(values.get('MainPID') ?? 0),
    activeState: values.get('ActiveState') ?? '',
    subState: values.get('SubState') ?? '',
    result: values.get('Result') ?? '',
    restart: values.get('Restart') ?? '',
    members: cgroup.length > 1 ? cgroupMembers(cgroup) : [],
    serves: serves(values.get('ExecStart') ?? '', directory),
  }
}
