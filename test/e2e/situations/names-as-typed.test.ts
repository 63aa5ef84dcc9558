import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openLastingDrill, type TestDrill } from '../support/drill.js'

let drill: TestDrill
beforeAll(async () => {
  drill = await openLastingDrill('happy')
  // A copy that somebody works on, with the name of a service.
  await drill.sh('mkdir -p /etc/copies; cp -a /usr/local/tinydns /etc/copies/')
})
afterAll(() => drill.close())

const check = async (word: string, cwd = '/etc/service') => {
  const { stdout, exitCode } = await drill.run(['svreset', 'check', '--json', word], { cwd })
  const services = exitCode === 0 ? JSON.parse(stdout).services : []
  return [exitCode, services.map(({ name }: { readonly name: string }) => name)]
}

describe('a service by the names that people type for svstat', () => {
  it.each([
    'tinydns',
    'tinydns/',
    'tinydns/log',
    'tinydns/log/',
    './tinydns',
    './tinydns/log',
    '/etc/service/tinydns',
    '/etc/service/tinydns/log',
    '/usr/local/tinydns',
    '/usr/local/tinydns/',
    '/usr/local/tinydns/log',
    '../../usr/local/tinydns',
  ])('%s', async word => {
    expect(await check(word)).toEqual([0, ['tinydns']])
  })

  it('. is the service whose directory one is in, or whose log', async () => {
    expect(await check('.', '/usr/local/tinydns')).toEqual([0, ['tinydns']])
    expect(await check('.', '/usr/local/tinydns/log')).toEqual([0, ['tinydns']])
  })

  it.each([
    { word: 'nosuch', cwd: '/etc/service' },
    { word: 'nosuch/log', cwd: '/etc/service' },
    { word: './tinydns', cwd: '/etc/copies' },
    { word: '/etc/copies/tinydns', cwd: '/' },
    { word: '.', cwd: '/etc' },
  ])('$word in $cwd is none', async ({ word, cwd }) => {
    expect(await check(word, cwd)).toEqual([3, []])
  })

  it('repair takes them too', async () => {
    const { exitCode, stdout } = await drill.svreset('repair', '--dry-run', '/usr/local/tinydns/log')
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('Nothing to repair')])
  })
})

it('directories in the svscan directory are accepted where the site wants them', async () => {
  await using site = await openLastingDrill('entry-not-a-link')
  const plain = await site.svreset('check', '--json')
  const accepted = await site.svreset('check', '--json', '--allow-directories')
  expect([plain.exitCode, JSON.parse(accepted.stdout).findings, accepted.exitCode]).toEqual([1, [], 0])
  // A file is no service, whatever the site wants.
  await site.sh(': >/etc/service/notes')
  const file = await site.svreset('check', '--json', '--allow-directories')
  expect(JSON.parse(file.stdout).findings).toMatchObject([{ id: 'entry-not-a-link', service: 'notes' }])
})
