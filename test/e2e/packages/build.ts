import { cp, mkdtemp, readdir, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'

const project = fileURLToPath(new URL('../../..', import.meta.url))

/** What `npm run package` makes of this commit, twice, in two places that differ in their names. */
export interface Built {
  /** The directories of packages. */
  readonly directories: readonly [string, string]
  /** The path of the one package in the first that ends like this. */
  find(end: string): Promise<string>
  remove(): Promise<void>
}

export async function buildPackages(): Promise<Built> {
  const place = await mkdtemp(join(tmpdir(), 'svreset-packages-'))
  const remove = () => rm(place, { recursive: true })
  const builds = [build(place, 'one'), build(place, 'another')] as const
  // Both have ended before anything is removed.
  await Promise.allSettled(builds)
  const directories = await Promise.all(builds).catch(async error => {
    await remove()
    throw error
  })
  return {
    directories,
    find: async end => {
      const [name = ''] = (await readdir(directories[0])).filter(each => each.endsWith(end))
      return join(directories[0], name)
    },
    remove,
  }
}

async function build(place: string, name: string): Promise<string> {
  const copy = join(place, name)
  const leftOut = ['node_modules', 'dist', 'dist.new', 'packages', 'packages.new', '.git']
  const paths = leftOut.map(each => join(project, each))
  await cp(project, copy, { recursive: true, filter: path => !paths.includes(path) })
  await symlink(join(project, 'node_modules'), join(copy, 'node_modules'))
  await execa('npm', ['run', 'package'], {
    cwd: copy,
    env: {
      SOURCE_DATE_EPOCH: '1795000000',
      npm_config_offline: 'true',
      npm_config_cache: join(copy, 'cache'),
    },
  })
  return join(copy, 'packages')
}
