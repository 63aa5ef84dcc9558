import { createHash } from 'node:crypto'
import { cp, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Script } from 'node:vm'
import { execa } from 'execa'
import { afterAll, beforeAll, expect, it } from 'vitest'

const project = fileURLToPath(new URL('../../..', import.meta.url))
let place: string
/** The same commit in two places, packed. */
let packages: readonly string[]

beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'svreset-package-'))
  packages = await Promise.all(['one', 'two'].map(pack))
}, 180_000)
afterAll(() => rm(place, { recursive: true, force: true }))

async function pack(name: string): Promise<string> {
  const copy = join(place, name)
  const leftOut = ['node_modules', 'dist', 'dist.new', '.git'].map(each => join(project, each))
  await cp(project, copy, { recursive: true, filter: path => !leftOut.includes(path) })
  await symlink(join(project, 'node_modules'), join(copy, 'node_modules'))
  const { stdout } = await npm(copy, 'pack', '--json')
  // What the build prints comes first.
  const [{ filename }] = JSON.parse(stdout.slice(stdout.search(/^\[/m)))
  return join(copy, filename)
}

function npm(directory: string, ...argv: string[]) {
  return execa('npm', argv, {
    cwd: directory,
    all: true,
    env: {
      SOURCE_DATE_EPOCH: '1795000000',
      npm_config_offline: 'true',
      npm_config_cache: join(place, 'cache'),
    },
  })
}

it('two builds of one commit are the same byte for byte', async () => {
  const sums = await Promise.all(
    packages.map(async file =>
      createHash('sha256')
        .update(await readFile(file))
        .digest('hex'),
    ),
  )
  expect(sums[0]).toBe(sums[1])
})

it('V8 takes the compiled code of each script', async () => {
  const dist = join(place, 'one', 'dist')
  const caches = (await readdir(dist)).filter(name => name.endsWith('.cache'))
  expect(caches).toContain('svreset.js.cache')
  for (const cache of caches) {
    const filename = join(dist, cache.replace(/\.cache$/, ''))
    const cachedData = await readFile(join(dist, cache))
    const script = new Script(await readFile(filename, 'latin1'), { filename, cachedData })
    expect([cache, script.cachedDataRejected]).toEqual([cache, false])
  }
})

it('a global install adds one package, runs nothing of it, asks no registry, and works', async () => {
  const prefix = join(place, 'prefix')
  const { all } = await npm(place, 'install', '--global', '--prefix', prefix, packages[0] ?? '')
  expect(all).toMatch(/^added 1 package in /m)
  expect(all).not.toMatch(/warn/i)
  const installed = join(prefix, 'lib', 'node_modules', 'svreset')
  expect((await readdir(installed)).sort()).toEqual([
    'CHANGELOG.md',
    'LICENSE',
    'README.md',
    'completions',
    'dist',
    'monitoring',
    'package.json',
    'runbooks',
  ])
  const { scripts, dependencies } = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8'))
  expect(dependencies).toBeUndefined()
  expect(Object.keys(scripts).filter(name => /^(pre|post)?install$|^prepare$/.test(name))).toEqual([])
  // Each library that is loaded late: yaml and zod here, execa for the drill, the report, the Markdown.
  const svreset = join(prefix, 'bin', 'svreset')
  const script = `svreset check --json >/dev/null; svreset --yes --quiet && svreset runs | tail -n 1 >/etc/last
    read -r run rest </etc/last; svreset runs "$run" --html | tail -n 1; svreset runs "$run" --markdown | head -n 1`
  const { stdout, exitCode } = await execa(svreset, ['drill', 'happy', '--', 'sh', '-c', script], {
    cwd: place,
    extendEnv: false,
    env: { PATH: process.env.PATH },
  })
  expect(exitCode).toBe(0)
  expect(stdout).toMatch(/<\/html>\s*# /)
})
