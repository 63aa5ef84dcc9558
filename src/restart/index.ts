import type { Recognised, Restart, RestartClues, RestartMethod } from '../contract/restart.js'
import { alive } from '../system/processes.js'
import type { Launch } from '../system/surroundings.js'
import type { System } from '../system/system.js'
import { command } from './command.js'
import { inittab } from './inittab.js'
import { manual } from './manual.js'
import { openrc } from './openrc.js'
import { respawn } from './respawn.js'
import { supervised } from './supervised.js'
import { systemd } from './systemd.js'
import { upstart } from './upstart.js'

/** Every way to restart svscan. Of ways that do not compete, the first one that holds. */
const methods: readonly RestartMethod[] = [
  systemd,
  upstart,
  openrc,
  inittab,
  supervised,
  respawn,
  manual,
  command,
]

/** The values of `--restart-method`. */
export const restartMethods: readonly string[] = methods.map(({ name }) => name)

export function methodOf({ method }: Restart): RestartMethod {
  const found = methods.find(({ name }) => name === method)
  if (found === undefined) throw new Error(`no restart method ${method}: options and journals are checked`)
  return found
}

/**
 * Finds out from a look how svscan is kept running. None: neither svscan nor anything around it runs, and nothing would
 * start it. Several: only a person knows. Needs a look with its surroundings. Pure.
 */
export function findRestarts(system: System): readonly Restart[] {
  const look = lookOf(system)
  if (look === null) return []
  const rivals = methods.filter(({ rival }) => rival).flatMap(method => recognised(method, look) ?? [])
  if (rivals.length > 0) return rivals
  const others = methods.filter(({ rival }) => !rival).flatMap(method => recognised(method, look) ?? [])
  return others.slice(0, 1)
}

/** This method, whatever else holds; null if there is nothing that it could restart. */
export function restartBy(name: string, system: System): Restart | null {
  const look = lookOf(system)
  const method = methods.find(each => each.name === name)
  if (method === undefined || look === null) return null
  const found = recognised(method, look)
  if (found !== null) return { ...found, evidence: `you chose it (${found.evidence})` }
  return method.asked === undefined
    ? null
    : toRestart(method, { ...method.asked, evidence: 'you chose it' }, look)
}

function lookOf(system: System): RestartClues | null {
  const around = system.surroundings
  if (around === null) return null
  const origins = around.origins.flatMap(origin => {
    const launcher = alive(system, origin.process)
    return launcher === null ? [] : [{ ...origin, launcher }]
  })
  return { system, around, origins }
}

function recognised(method: RestartMethod, look: RestartClues): Restart | null {
  const found = method.recognise(look)
  return found === null ? null : toRestart(method, found, look)
}

function toRestart({ name: method }: RestartMethod, found: Recognised, look: RestartClues): Restart {
  const { evidence, target = null, userManager = null, refusal = null, ...own } = found
  return { ...own, method, evidence, target, userManager, command: [], refusal, launch: launchOf(look) }
}

/** The same again: svscanboot if there was one, else that svscan. If nothing runs, a svscan on the directory. */
function launchOf({ system, origins }: Pick<RestartClues, 'system' | 'origins'>): Launch {
  const boot = system.svscans.find(({ svscanboot }) => svscanboot !== null)?.svscanboot
  const origin = origins.find(({ launcher }) => launcher.pid === boot?.pid) ?? origins[0]
  return origin?.launch ?? freshLaunch(system)
}

export function freshLaunch({ svscanDirectory, self }: System): Launch {
  const { path, uid, gid } = svscanDirectory
  return {
    argv: ['svscan', path],
    directory: '/',
    environment: null,
    limits: {},
    umask: 0o022,
    // The services of a user never run as root.
    user: uid === self.uid ? null : { uid, gid, groups: [] },
  }
}
