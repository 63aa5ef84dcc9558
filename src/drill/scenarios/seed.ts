import { rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Scenario } from '../scenario.js'
import { hasZombie, processesNamed, superviseIn } from '../stage/process-table.js'
import { idleRun, linkService, makeService, svscanDirectory, writeProgram } from '../stage/service.js'
import { serviceErrors, untilExecuted, untilUp, withLog } from '../stage/supervision.js'
import { until } from '../stage/until.js'

/**
 * The unhappy system of the document, step by step as its operator must have made it: a service that
 * was a real directory in /etc/service is deleted while it runs, and linked from its new place.
 */
export const unhappy: Scenario = {
  name: 'unhappy',
  summary:
    'a service directory was deleted under its supervise and linked anew: zombies, errors, a second supervise',
  async setUp(stage) {
    const blockpw = await linkService(await makeService('blockpw'))
    const moved = await makeService('my_server-fastcgi', {
      log: 't +* s1000000 n50 ./main',
      logAsNobody: false,
    })
    const old = join(svscanDirectory, 'my_server-fastcgi')
    await writeProgram(join(old, 'run'), idleRun)
    await symlink(join(moved, 'log'), join(old, 'log'))
    await stage.startSvscan()
    const [pid] = await untilUp(...withLog(old), ...withLog(blockpw))
    await untilExecuted()
    await rm(old, { recursive: true })
    if (pid !== undefined) process.kill(pid, 'SIGTERM')
    await linkService(moved)

    await until('the errors in readproctitle', () =>
      [
        'unable to start my_server-fastcgi/run: file does not exist',
        'unable to acquire log/supervise/lock',
      ].every(message => serviceErrors().includes(message)),
    )
    await untilUp(moved)
    // svscan's is the second supervise of the log, which dies for want of the lock at every scan.
    await until(
      'zombies below svscan and the old supervise',
      () => hasZombie(processesNamed('svscan')[0]) && hasZombie(superviseIn(`${old} (deleted)`)),
    )
    return 'blockpw is well; my_server-fastcgi runs from /usr/local, with its old supervise in a deleted directory'
  },
}
