import type { RestartMethod } from '../contract/restart.js'
import { endHalted, endStanding, release, startByHand } from './operations.js'

/** They start nothing again. */
export const shells = /^(?:sh|bash|dash|ash|ksh|mksh|zsh|fish|busybox)$/

/** Nothing is known of who keeps svscan; whether its parent starts it again shows only when it has ended. */
export const respawn: RestartMethod = {
  name: 'respawn',
  summary: 'ends readproctitle and svscanboot; if nobody starts them again, svreset does',
  rival: false,
  recognise({ around, origins }) {
    // systemd starts again what is a unit's main process, and nothing else.
    if (around.init === 'systemd') return null
    for (const { launcher, ancestors } of origins) {
      const what = `${launcher.command}, pid ${launcher.pid},`
      if (launcher.parent === 1) return { evidence: `${what} is a child of process 1`, respawns: true }
      const [parent] = ancestors
      if (parent === undefined || shells.test(parent.command)) continue
      const evidence = `${what} is a child of ${parent.command}, pid ${parent.pid}, which may start it again`
      return { evidence, respawns: true }
    }
    return null
  },
  asked: { respawns: true },
  restart: scene => [release, ...endHalted(scene), ...endStanding(scene)],
  late: scene => startByHand(scene, null, 'nobody has started svscan again'),
  log: () => [],
}
