import { createProgram } from '../../src/cli/program.js'
import type { CommandContext } from '../../src/contract/command-context.js'

/** The command line as it is, with nothing behind it. */
export const program = createProgram({
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
  packageRoot: '.',
  self: ['svreset'],
  exit: () => {},
  onSignal: () => () => {},
  suspend: () => {},
  onSuspend: () => () => {},
  onContinue: () => () => {},
} satisfies CommandContext)
