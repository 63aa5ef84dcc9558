import { expect, it } from 'vitest'
import { openDrill } from './support/drill.js'

it('suggests the right command for the words of other service managers, and for the name of a service', async () => {
  const drill = await openDrill('happy')
  const answer = async (word: string) => (await drill.svreset(word)).stderr
  expect(await answer('status')).toMatch(
    /^svreset: error: unable to run 'status'[\s\S]*next: svreset check shows/,
  )
  expect(await answer('restart')).toMatch(/next: svreset rotate SERVICE restarts one/)
  for (const word of ['nginx', '/etc/service/nginx'])
    expect(await drill.svreset(word)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining(`next: svreset check ${word} shows it`),
    })
  expect(await answer('chek')).toContain("did you mean 'check'?")
  expect((await drill.run(['ls', '/var/lib/svreset'])).exitCode).not.toBe(0)
})
