import { createProgram } from '../../src/cli/program.js'
import type { CommandContext } from '../../src/contract/command-context.js'
import { filesBelow } from '../../src/system/package-files.js'

/** The command line as it is for these words, with nothing behind it. */
export const programFor = (argv: readonly string[]) => createProgram({ ...nothing, argv })

const nothing = {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  say: () => {},
  warn: () => {},
  openTerminal: () => {
    throw new Error('nobody asks')
  },
  isTerminalThere: () => false,
  argv: [],
  environment: {},
  version: '0.0.0',
  files: filesBelow('.'),
  self: ['svreset'],
  exit: () => {},
  onSignal: () => () => {},
  suspend: () => {},
  onSuspend: () => () => {},
  onContinue: () => () => {},
} satisfies CommandContext

export const program = programFor([])
