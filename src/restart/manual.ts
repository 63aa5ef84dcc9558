import type { Patience, RestartMethod } from '../contract/restart.js'
import { waitingScript } from '../system/surroundings/launchers.js'
import { endHalted, endStanding, release, startByHand } from './operations.js'

/**
 * A keeper that svreset does not recognise may still start it again, and two are worse than none: an init does so within a
 * moment, a script with a loop after a pause, as long as it lives.
 */
const moment: Patience = { least: 1_000, most: 1_000 }
const pause: Patience = { least: 0, most: 6_000 }

/** Somebody has started svscan by hand. svreset starts the same again, apart from every login. */
export const manual: RestartMethod = {
  name: 'manual',
  summary: 'starts the same svscanboot (or svscan) itself, in a session of its own',
  rival: false,
  recognise({ system, around, origins: [origin] }) {
    if (origin === undefined) return null
    const { launcher, ancestors, cgroup } = origin
    const [parent] = ancestors
    const below =
      around.init === 'systemd' && launcher.parent === 1
        ? `runs in ${cgroup}, but systemd did not start it there`
        : `is a child of ${parent === undefined ? 'a process outside this PID namespace' : `${parent.command}, pid ${parent.pid}`}`
    const patience = waitingScript(system) === null ? moment : pause
    return { evidence: `${launcher.command}, pid ${launcher.pid}, ${below}`, respawns: false, patience }
  },
  asked: { respawns: false, patience: moment },
  restart: scene => [release, ...endHalted(scene), ...endStanding(scene)],
  late: scene => startByHand(scene, null, 'nothing else has started svscan'),
  log: () => [],
}
