import { symlink } from 'node:fs/promises'
import { execa } from 'execa'
import { ensureDir } from 'fs-extra/esm'
import { ExitCode, UserError } from '../../../errors.js'
import { startInBackground } from '../../stage/background.js'
import { makeService, serviceHome, svscanDirectory, writeProgram } from '../../stage/service.js'
import { untilUp, withLog } from '../../stage/supervision.js'
import { userNobody } from '../../stage/users.js'
import { runOf, startWithNginx, tinydnsRuns, unusual } from './unusual.js'

const launcher = `${serviceHome}/sbin/start-services`

export const container = unusual('container', 'a container: svscan is process 1', async stage => {
  await writeProgram(launcher, `#!/bin/sh\nexec svscan ${svscanDirectory}\n`)
  await stage.startSvscan({ program: launcher, asProcessOne: true })
  await untilUp(...withLog(`${serviceHome}/nginx`))
  return 'svscan is process 1, and nobody reads its errors'
})

export const ownLauncher = unusual(
  'own-launcher',
  "a script of the site's own starts svscan, by a link, and readproctitle",
  async stage => {
    const link = `${serviceHome}/service`
    await symlink(svscanDirectory, link)
    const dots = '.'.repeat(200)
    await writeProgram(launcher, `#!/bin/sh\nsvscan ${link} 2>&1 | readproctitle service errors: ${dots}\n`)
    await stage.startSvscan({ program: launcher })
    await untilUp(...withLog(`${serviceHome}/nginx`))
    return `${launcher} is what init starts, and there is no svscanboot`
  },
)

export const users = unusual('users', 'a user has a svscan beside that of root', async stage => {
  const home = await makeHome()
  await startWithNginx(stage)
  startInBackground(['setuidgid', 'nobody', 'sh', '-c', `exec svscan ${home}/service`])
  await untilUp(...withLog(`${home}/web`))
  return `nobody has a svscan on ${home}/service`
})

export const nested = unusual(
  'nested',
  'a service is itself a svscan, with services of its own',
  async stage => {
    const home = await makeHome()
    await tinydnsRuns(stage, `exec setuidgid nobody svscan ${home}/service`)
    await untilUp(...withLog(`${home}/web`))
    return `tinydns is a svscan on ${home}/service`
  },
)

export const guest = unusual(
  'guest',
  'a container of this host has a daemontools of its own',
  async stage => {
    await startWithNginx(stage)
    await makeService('web')
    const inside = `mount -n -t tmpfs -o mode=755 guest ${svscanDirectory}
    ln -s ${serviceHome}/web ${svscanDirectory}/; exec svscan ${svscanDirectory}`
    const apart = ['--mount', '--pid', '--fork', '--mount-proc', '--propagation', 'private']
    startInBackground(['unshare', ...apart, 'sh', '-ec', inside])
    await untilUp(...withLog(`${serviceHome}/web`))
    return 'the svscan of the container has /etc/service in its own file system'
  },
)

/** A home of nobody, with a svscan directory and the service web. */
async function makeHome(): Promise<string> {
  const user = await userNobody()
  if (user === undefined)
    throw new UserError(ExitCode.refused, 'this scenario needs root, and the user nobody')
  const home = `${serviceHome}/home`
  await makeService('web', { directory: `${home}/web`, run: runOf('exec sleep 1000000'), logAsNobody: false })
  await ensureDir(`${home}/service`)
  await symlink('../web', `${home}/service/web`)
  await execa('chown', ['-Rh', `${user.uid}:${user.gid}`, home])
  return home
}
