import { spawnSync } from 'node:child_process'
import { childEnvironment } from '../child-environment.js'

/** Milliseconds. A program that does not answer in this time is not asked again. */
const patience = 5_000

export interface Answer {
  readonly exitCode: number
  readonly output: string
}

/** Runs a program that only reports something; null if it is missing or does not answer. */
export function askProgram(argv: readonly string[]): Answer | null {
  const [program = '', ...words] = argv
  const { status, stdout, stderr } = spawnSync(program, words, {
    env: { ...childEnvironment },
    cwd: '/',
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: patience,
    encoding: 'utf8',
  })
  return status === null ? null : { exitCode: status, output: `${stdout}${stderr}` }
}
