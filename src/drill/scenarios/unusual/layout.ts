import { symlink } from 'node:fs/promises'
import { execa } from 'execa'
import { ensureDir } from 'fs-extra/esm'
import { linkService, makeService, serviceHome, svscanDirectory, writeProgram } from '../../stage/service.js'
import { withLog } from '../../stage/supervision.js'
import { runOf, startWithNginx, untilRuns, unusual } from './unusual.js'

export const debian = unusual(
  'debian',
  "Debian's layout: below /etc, and supervise is a link to /var/lib/supervise/NAME",
  async stage => {
    const directory = await makeService('tinydns', { directory: '/etc/tinydns' })
    await ensureDir('/var/lib/supervise')
    await symlink('/var/lib/supervise/tinydns', `${directory}/supervise`)
    await symlink('/var/lib/supervise/tinydns.log', `${directory}/log/supervise`)
    await linkService(directory)
    await startWithNginx(stage, ...withLog(directory))
    return 'update-service --add makes such links for tinydns'
  },
)

export const deepLinks = unusual(
  'deep-links',
  'a link leads to a link to a directory below a link, and log is a link as well',
  async stage => {
    const releases = `${serviceHome}/releases`
    const directory = await makeService('tinydns', { directory: `${releases}/2/tinydns`, log: false })
    const log = await makeService('log', {
      directory: `${releases}/logs/tinydns`,
      log: false,
      run: '#!/bin/sh\nexec multilog t ./main\n',
    })
    await symlink('releases/2', `${serviceHome}/current`)
    await symlink('../../logs/latest', `${directory}/log`)
    await symlink('tinydns', `${releases}/logs/latest`)
    await symlink('current/tinydns', `${serviceHome}/dns`)
    await symlink(`../..${serviceHome}/dns`, `${svscanDirectory}/tinydns`)
    await startWithNginx(stage, directory, log)
    await untilRuns('multilog', `${log}/main`)
    return `tinydns is ${directory}, four links away`
  },
)

export const mounted = unusual(
  'mounted',
  'a service directory is a tmpfs, another one is mounted in a second place, the svscan directory too',
  async stage => {
    for (const name of ['tinydns', 'dnscache', 'elsewhere', 'service'])
      await ensureDir(`${serviceHome}/${name}`)
    const tmpfs = ['-t', 'tmpfs', '-o', 'mode=755', 'tinydns', `${serviceHome}/tinydns`]
    await execa('mount', ['-n', ...tmpfs])
    await execa('mount', ['-n', '--bind', svscanDirectory, `${serviceHome}/service`])
    await execa('mount', ['-n', '--bind', `${serviceHome}/dnscache`, `${serviceHome}/elsewhere`])
    const directories = [await makeService('tinydns'), await makeService('dnscache')]
    await linkService(`${serviceHome}/tinydns`)
    await linkService(`${serviceHome}/elsewhere`, 'dnscache')
    await startWithNginx(stage, ...directories.flatMap(withLog))
    return 'tinydns is a tmpfs; the link of dnscache leads to a bind mount of it'
  },
)

export const sharedRun = unusual(
  'shared-run',
  'several services without a log run one script, which tells by its directory what to do',
  async stage => {
    await writeProgram(`${serviceHome}/lib/start`, '#!/bin/sh\nexec sleep "${PWD##*-}"\n')
    const directories = ['1000001', '1000002', '1000003'].map(number => `${serviceHome}/worker-${number}`)
    for (const directory of directories) {
      await ensureDir(directory)
      await symlink('../lib/start', `${directory}/run`)
      await linkService(directory)
    }
    await startWithNginx(stage, ...directories)
    for (const directory of directories) await untilRuns('sleep ', directory)
    return 'three workers are up'
  },
)

export const directories = unusual(
  'directories',
  'service directories in the svscan directory itself, where the site wants them',
  async stage => {
    const paths: string[] = []
    for (const name of ['tinydns', 'dnscache'])
      paths.push(await makeService(name, { directory: `${svscanDirectory}/${name}` }))
    await startWithNginx(stage, ...paths.flatMap(withLog))
    return 'tinydns and dnscache are directories, and no links'
  },
  { checkedWith: ['--allow-directories'] },
)

const oddNames = [
  'with a space',
  "o'quote",
  'dots...',
  '-n',
  'größe',
  '$(date)',
  '100%s',
  'two\nlines',
  '*',
  'a'.repeat(200),
]

export const names = unusual(
  'names',
  'names with spaces, quotes, an end of line, or 200 letters',
  async stage => {
    for (const name of oddNames)
      await linkService(await makeService(name, { run: runOf('exec sleep 1000000') }))
    await startWithNginx(stage)
    for (const name of oddNames) {
      await untilRuns('sleep 1000000', `${serviceHome}/${name}`)
      await untilRuns('multilog', `${serviceHome}/${name}/log/main`)
    }
    return `${oddNames.length} services with odd names are up`
  },
)
