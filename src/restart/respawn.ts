import type { RestartMethod } from '../contract/restart.js'
import { isSvscanboot, type Process } from '../system/process.js'
import { endHalted, endStanding, release, startByHand } from './operations.js'

/** Programs that start nothing again: shells, and programs that run a command once. */
const starters =
  /(?:^|\/)(?:sh|bash|dash|ash|ksh|mksh|zsh|fish|busybox|cron|crond|anacron|fcron|atd|sudo|su|doas|runuser|sshd.*|login|screen|tmux.*|script|setsid|setpriv|env|nohup|timeout)$/

/** A script has its own name, but the arguments of a shell. svreset waits for a script with a loop, see manual.ts. */
export function startsOnce({ command, arguments: [program = ''] }: Process): boolean {
  return starters.test(command) || starters.test(program)
}

/** The step waits so long for the keeper before svreset starts svscan. */
const perhaps = { respawns: true, unsure: 10_000 }

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
      // If an init starts something else than svscanboot again, a line, a unit or a job says so.
      if (launcher.parent === 1 && !isSvscanboot(launcher)) continue
      if (launcher.parent === 1) return { evidence: `${what} is a child of process 1`, ...perhaps }
      const [parent] = ancestors
      if (parent === undefined || startsOnce(parent)) continue
      const evidence = `${what} is a child of ${parent.command}, pid ${parent.pid}, which may start it again`
      return { evidence, ...perhaps }
    }
    return null
  },
  asked: perhaps,
  restart: scene => [release, ...endHalted(scene), ...endStanding(scene)],
  late: scene => startByHand(scene, null, 'nothing has started svscan again'),
  log: () => [],
}
