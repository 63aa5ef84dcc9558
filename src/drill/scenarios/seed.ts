import { rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Scenario } from '../scenario.js'
import { hasZombie, processesNamed, superviseIn } from '../stage/process-table.js'
import { idleRun, linkService, makeService, svscanDirectory, writeProgram } from '../stage/service.js'
import { serviceErrors, untilExecuted, untilUp, withLog } from '../stage/supervision.js'
import { until } from '../stage/until.js'

/**
 * The unhappy system of the document, made as its operator must have made it. A service was a real directory in
 * /etc/service; it is deleted while the service runs, and linked from its new place.
 */
export const unhappy: Scenario = {
  name: 'unhappy',
  summary:
    'a service directory was deleted under its supervise and then linked: zombies, errors, a second supervise',
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
    // svscan starts a second supervise for the log. It cannot get the lock and dies at every scan.
    await until(
      'zombies below svscan and the old supervise',
      () => hasZombie(processesNamed('svscan')[0]) && hasZombie(superviseIn(`${old} (deleted)`)),
    )
    return 'blockpw is healthy; my_server-fastcgi runs from /usr/local, and its old supervise runs in a deleted directory'
  },
}
