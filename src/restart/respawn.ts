import type { RestartMethod } from '../contract/restart.js'
import { endHalted, endStanding, release, startByHand } from './operations.js'

/** These programs start nothing again. */
export const shells = /^(?:sh|bash|dash|ash|ksh|mksh|zsh|fish|busybox)$/

/** Nothing is known about the keeper of svscan. Only after svscan has ended is it clear whether its parent starts it again. */
export const respawn: RestartMethod = {
  name: 'respawn',
  summary: 'ends readproctitle and svscanboot; if nothing starts them again, svreset does',
  rival: false,
  recognise({ around, origins }) {
    // systemd starts a unit's main process again, and nothing else.
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
  late: scene => startByHand(scene, null, 'nothing has started svscan again'),
  log: () => [],
}
