import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { beforeEach, expect, it, onTestFinished } from 'vitest'
import { controllerLacks } from '../support/controllers.js'
import { skipWithout } from '../support/lacks.js'

const source = fileURLToPath(new URL('../../../ansible', import.meta.url))

beforeEach(context => skipWithout(context, controllerLacks('here')))

/** Runs a program in a copy of the collection, at a place where Ansible looks for one. */
function inCopy() {
  const home = mkdtempSync(`${tmpdir()}/svreset-collection-`)
  onTestFinished(() => rmSync(home, { recursive: true }))
  const cwd = `${home}/collections/ansible_collections/svreset/fleet`
  mkdirSync(cwd, { recursive: true })
  cpSync(source, cwd, { recursive: true })
  const env = {
    PATH: '/usr/bin:/bin',
    HOME: home,
    LC_ALL: 'C.UTF-8',
    ANSIBLE_HOME: `${home}/.ansible`,
    ANSIBLE_COLLECTIONS_PATH: `${home}/collections`,
  }
  return async (file: string, ...argv: string[]) => {
    const { all, exitCode } = await execa(file, argv, {
      cwd,
      env,
      extendEnv: false,
      all: true,
      reject: false,
    })
    return { all, exitCode }
  }
}

it('passes ansible-lint in the production profile', async () => {
  const run = inCopy()
  const { all, exitCode } = await run('ansible-lint', '--offline', '--nocolor', '--profile', 'production')
  expect(all).toMatch(/Passed with production profile: 0 failure\(s\), 0 warning\(s\) on \d\d files/)
  expect(exitCode).toBe(0)
})

it('can be built and installed, and each of its modules tells what it does', async () => {
  const run = inCopy()
  await run('ansible-galaxy', 'collection', 'build')
  const { all, exitCode } = await run(
    'ansible-galaxy',
    'collection',
    'install',
    './svreset-fleet-1.0.0.tar.gz',
    '-p',
    'x',
  )
  expect([all, exitCode]).toEqual([
    expect.stringContaining('svreset.fleet:1.0.0 was installed successfully'),
    0,
  ])
  const modules = ['check', 'plan', 'report', 'run', 'runs'].map(name => `svreset.fleet.${name}`)
  const docs = await run('ansible-doc', '--json', ...modules)
  expect(docs.exitCode).toBe(0)
  expect(docs.all).not.toContain('WARNING')
  expect(Object.keys(JSON.parse(docs.all)).sort()).toEqual(modules)
})
