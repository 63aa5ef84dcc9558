import { command, endHalted, endStanding, offerByHand, release } from './acts.js'
import type { RestartMethod } from './method.js'

const logs = ['/var/log/syslog', '/var/log/messages', '/var/log/daemon.log']

/** A `respawn` line of /etc/inittab, where process 1 is an init that reads it: SysV's, or busybox's. */
export const inittab: RestartMethod = {
  name: 'inittab',
  summary: 'ends readproctitle and svscanboot; init starts them again by its line in /etc/inittab',
  rival: true,
  recognise({ around, origins }) {
    const [line] = around.inittab
    if (line === undefined || around.init !== 'init' || around.upstart.length > 0) return null
    if (origins.length > 0 && !origins.some(({ top }) => top.parent === 1)) return null
    const blocked = line.blocked === null ? '' : `; but init has logged: ${line.blocked}`
    const evidence = `process 1 is init, and /etc/inittab has ${line.id}:…:respawn:${line.process}${blocked}`
    return { evidence, target: line.id, respawns: true }
  },
  asked: { respawns: true },
  restart: scene => [release, ...endHalted(scene), ...endStanding(scene)],
  /** A svscan that we started would be the second one as soon as the five minutes are over: init is asked again first. */
  late(scene) {
    const line = scene.system.surroundings?.inittab.find(({ id }) => id === scene.restart.target)
    if (line === undefined || line.blocked === null) return offerByHand(scene, 'init')
    const note = `init has stopped starting ${line.id} for five minutes, as it was started too often (${line.blocked}): telling it to look at /etc/inittab again`
    return { question: null, note, acts: [command('telinit', 'q')] }
  },
  log: () => [{ kind: 'files', paths: logs, words: 'init' }],
}
