import { spawnSync } from 'node:child_process'
import { childEnvironment } from '../child-environment.js'

/** Milliseconds: whoever does not answer a question of state in this time is not asked again. */
const patience = 5_000

export interface Answer {
  readonly exitCode: number
  readonly output: string
}

/** Runs a program that only tells something; null where it is not there, or does not answer. */
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
