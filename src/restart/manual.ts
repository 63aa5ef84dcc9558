import type { RestartMethod } from '../contract/restart.js'
import { endHalted, endStanding, release, startByHand } from './operations.js'

/** Somebody has started svscan by hand. svreset starts the same again, apart from every login. */
export const manual: RestartMethod = {
  name: 'manual',
  summary: 'starts the same svscanboot (or svscan) itself, in a session of its own',
  rival: false,
  recognise({ around, origins: [origin] }) {
    if (origin === undefined) return null
    const { launcher, ancestors, cgroup } = origin
    const [parent] = ancestors
    const below =
      around.init === 'systemd' && launcher.parent === 1
        ? `runs in ${cgroup}, but systemd did not start it there`
        : `is a child of ${parent === undefined ? 'a process outside this PID namespace' : `${parent.command}, pid ${parent.pid}`}`
    return { evidence: `${launcher.command}, pid ${launcher.pid}, ${below}`, respawns: false }
  },
  asked: { respawns: false },
  restart: scene => [release, ...endHalted(scene), ...endStanding(scene)],
  // The choice `manual` may be wrong: an init starts svscan again within a moment, and two are worse than none.
  patience: 1_000,
  late: scene => startByHand(scene, null, 'nothing else has started svscan'),
  log: () => [],
}
