import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { expect, it, onTestFinished } from 'vitest'
import { runCommand } from '../../../src/engine/operations/commands.js'
import { searchPath } from '../../../src/system/child-environment.js'
import { fsPath } from '../../../src/system/read.js'
import { decodeBytes } from '../../../src/text/bytes.js'

/** Prints its arguments and its directory as hexadecimal bytes. */
const dump =
  'for word in "$@" "$PWD"; do printf %s "$word" | od -An -v -tx1 | tr -d " \\n"; echo; done; exit 7'
const hex = (text: string) => Buffer.from(text, 'latin1').toString('hex')

it.each([
  { how: 'as it is', word: 'caf\xe9 ☃\n -dx', bytes: Buffer.from('caf\xe9 ☃\n -dx') },
  { how: 'that is no UTF-8', word: '\udcff\udc80\n -dx', bytes: Buffer.from('\xff\x80\n -dx', 'latin1') },
])('a command gets every byte of a word $how, in one piece', async ({ word, bytes }) => {
  const many = Array.from({ length: 3000 }, (_, index) => `${index} ${'x'.repeat(60)}`)
  const { output, exitCode } = await runCommand({
    argv: ['sh', '-c', `echo $#; shift ${many.length}; ${dump}`, 'sh', ...many, word],
    cwd: '/',
  })
  expect(output).toBe(`3001\n${bytes.toString('hex')}\n${hex('/')}\n`)
  expect(exitCode).not.toBe(0)
})

it('a command runs in a directory whose name is no UTF-8', async () => {
  const parent = mkdtempSync(`${tmpdir()}/svreset-commands-`)
  onTestFinished(() => rmSync(parent, { recursive: true }))
  const directory = `${parent}/${decodeBytes(Buffer.of(0x61, 0xff))}`
  mkdirSync(fsPath(directory))
  const { output } = await runCommand({ argv: ['sh', '-c', dump], cwd: directory })
  expect(output).toBe(`${hex(`${parent}/a\xff`)}\n`)
})

it('a program that is not there is a failed operation, not a crash', async () => {
  await expect(runCommand({ argv: ['no-such-program', 'x'], cwd: '/' })).rejects.toMatchObject({
    name: 'OperationFailed',
    reason: 'no such program',
  })
})

it.each([
  {
    what: 'that a signal ends',
    script: 'echo begun; kill -TERM $$',
    exitCode: 143,
    reason: 'it was ended by SIGTERM',
  },
  {
    what: 'that does not end in time',
    script: 'echo begun; exec sleep 60',
    timeout: 300,
    exitCode: 137,
    reason: 'it did not end within 300 ms, so svreset ended it',
  },
])(
  'a command $what has failed, and what it did can be written down',
  async ({ script, exitCode, reason, timeout }) => {
    const command = { argv: ['sh', '-c', script], cwd: '/', ...(timeout === undefined ? {} : { timeout }) }
    await expect(runCommand(command)).rejects.toMatchObject({
      name: 'OperationFailed',
      reason,
      outcome: { argv: command.argv, exitCode, output: 'begun\n' },
    })
  },
)

it('a command that prints more than is kept runs to its end; the two ends are kept', async () => {
  const { output, exitCode } = await runCommand({ argv: ['sh', '-c', 'seq 1 200000; exit 5'], cwd: '/' })
  expect(exitCode).toBe(5)
  expect(output.startsWith('1\n2\n3\n')).toBe(true)
  expect(output).toMatch(/\n\[\d+ more left out\]\n/)
  expect(output.endsWith('199999\n200000\n')).toBe(true)
  expect(output.length).toBeLessThan(66_000)
})

it('does not wait for what a command has left running with its output open', async () => {
  const { output, exitCode, durationMs } = await runCommand({
    argv: ['sh', '-c', 'echo started; sleep 5 & exit 0'],
    cwd: '/',
  })
  expect({ output, exitCode }).toEqual({ output: 'started\n', exitCode: 0 })
  expect(durationMs).toBeLessThan(4_000)
})

it('a child has the environment that is written down, and nothing of ours', async () => {
  process.env.SVRESET_TEST_SECRET = 'x'
  onTestFinished(() => {
    delete process.env.SVRESET_TEST_SECRET
  })
  const { output } = await runCommand({ argv: ['env'], cwd: '/' })
  expect(output.split('\n').sort()).toEqual(['', 'LC_ALL=C', `PATH=${searchPath}`])
})
