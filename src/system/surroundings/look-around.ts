import { readProcFile } from '../read.js'
import type { Surroundings } from '../surroundings.js'
import type { System } from '../system.js'
import { readCgroup } from './cgroup.js'
import { readInittab } from './inittab.js'
import { launchersOf } from './launchers.js'
import { readOpenrc } from './openrc.js'
import { readOrigin } from './origin.js'
import { readSystemd } from './systemd.js'
import { readUpstart } from './upstart.js'

/** Asks everything that may keep svscan running: process 1, units, jobs, init scripts, inittab. */
export function lookAround(system: System): Surroundings {
  const { id } = system.svscanDirectory
  const init = readInit()
  const origins = launchersOf(system).flatMap(launcher => readOrigin(launcher, system) ?? [])
  return {
    init,
    origins,
    ownCgroup: readCgroup('self'),
    systemd: init === 'systemd' ? readSystemd(origins, id) : [],
    upstart: init === 'systemd' ? [] : readUpstart(origins, id),
    openrc: readOpenrc(id),
    inittab: readInittab(id),
  }
}

function readInit(): string {
  return Buffer.from(readProcFile('/proc/1/comm') ?? [])
    .toString('latin1')
    .trim()
}
