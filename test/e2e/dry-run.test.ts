import { expect, it } from 'vitest'
import { openDrill } from './support/drill.js'

it('a plan ends with its sum, and a step with nothing to do takes one line', async () => {
  const drill = await openDrill('happy')
  const { stdout } = await drill.svreset('--dry-run')
  expect(stdout).toMatch(/\nStep 7 of 14: Stop the services that have no link: nothing to do\n\nStep 8/)
  const [, sum] = stdout.split('\nIn all: ')
  expect(sum).toMatch(
    /^14 steps, 3 of them with nothing to do\n {2}interrupts .*tinydns.* \(0\.1 to \d+ s: until svscan\s+starts it/,
  )
  expect(sum?.replace(/\s+/g, ' ')).toContain(
    'from step 3 on (Stop every service and its supervise) there is no way back but svreset restore Dry run: nothing was changed. ',
  )
  expect((await drill.svreset('--dry-run', '--verbose')).stdout).toContain('nothing to do, as the system is')
})

it('--detailed-exitcode: 5 where there is something to do, 0 where there is not, 2 without --dry-run', async () => {
  const drill = await openDrill('process-stopped')
  const code = async (...argv: string[]) => (await drill.svreset(...argv, '--detailed-exitcode')).exitCode
  expect(await code('repair', '--dry-run')).toBe(5)
  expect(await code('--dry-run')).toBe(5)
  expect((await drill.svreset('repair', '--dry-run')).exitCode).toBe(0)
  expect(await code('repair', '--yes')).toBe(2)
  expect((await drill.svreset('repair', '--yes')).exitCode).toBe(0)
  expect(await code('repair', '--dry-run')).toBe(0)
  expect(await code('restore', '--dry-run')).toBe(0)
})
