import type { Operation } from '../contract/operation.js'
import { sendSignal } from '../contract/operation.js'
import type { RestartMethod, Scene } from '../contract/restart.js'
import { endHalted, endStanding, release } from './operations.js'

const logs = ['/var/log/syslog', '/var/log/messages', '/var/log/daemon.log']

/** A `respawn` line of /etc/inittab, if process 1 is an init that reads it: SysV's, or busybox's. */
export const inittab: RestartMethod = {
  name: 'inittab',
  summary: 'ends readproctitle and svscanboot; init starts them again because of its line in /etc/inittab',
  rival: true,
  recognise({ around, origins }) {
    const line = around.inittab.find(({ serves }) => serves)
    if (line === undefined || around.init !== 'init' || around.upstart.length > 0) return null
    if (origins.length > 0 && !origins.some(({ launcher }) => launcher.parent === 1)) return null
    const blocked = line.blocked === null ? '' : `; but init has logged: ${line.blocked}`
    const evidence = `process 1 is init, and /etc/inittab has ${line.id}:…:respawn:${line.process}${blocked}`
    return { evidence, target: line.id, respawns: true }
  },
  restart: scene => [...lookAgain(scene), release, ...endHalted(scene), ...endStanding(scene)],
  /** A svscan that svreset starts would be the second one when init starts its own. */
  late(scene) {
    const line = scene.system.surroundings?.inittab.find(({ id }) => id === scene.restart.target)
    const why = line?.blocked ?? 'it logged no reason'
    const note = `init has not brought svscan back (${why}): svreset tells it to read /etc/inittab again; if that does not help, svreset resume --restart-method manual starts ${scene.restart.launch.argv.join(' ')}`
    return { question: null, note, operations: lookAgain(scene) }
  },
  log: () => [{ kind: 'files', paths: logs, words: 'init: ' }],
}

/**
 * As `telinit q` does. If init has started a line ten times within two minutes, it leaves the line alone for five. This
 * signal sets the count back to zero, and init starts the line at once.
 */
function lookAgain({ system }: Scene): Operation[] {
  const init = system.processes.get(1)
  return init === undefined ? [] : [sendSignal('SIGHUP', init, 'init, so that it reads /etc/inittab again')]
}
