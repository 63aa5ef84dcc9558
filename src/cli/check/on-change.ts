import { posix } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { exitText } from '../../contract/command.js'
import { runCommand } from '../../engine/operations/commands.js'
import { OperationFailed } from '../../engine/operations/operation-failed.js'
import { ExitCode, UserError } from '../../errors.js'

/** The command of `--on-change`. */
export interface OnChange {
  /** Starts it with this text on its input. While it runs, only the newest text waits for the next start. */
  tell(text: string): void
  /** Waits a little for what still runs, and ends it then. */
  close(): Promise<void>
}

/** Milliseconds. What takes longer is ended with everything that it has started. */
const timeout = 60_000
/** What still runs at the end of the watch gets this. */
const grace = 2_000

/**
 * Runs argv apart from this terminal, with a clean environment and never through a shell. The watch does not wait for
 * it. `failed` gets what went wrong.
 */
export function openOnChange(argv: readonly string[], failed: (reason: string) => void): OnChange {
  let running: Promise<void> | null = null
  let waiting: string | null = null
  const stop = new AbortController()
  const run = async (text: string): Promise<void> => {
    try {
      const outcome = await runCommand({ argv, cwd: '/', timeout }, { input: text, signal: stop.signal })
      if (outcome.exitCode !== 0) failed(exitText(outcome))
    } catch (error) {
      if (!(error instanceof OperationFailed)) throw error
      failed(`${error.message}: ${error.reason}`)
    }
  }
  const loop = async (first: string): Promise<void> => {
    for (let text: string | null = first; text !== null; ) {
      await run(text)
      text = waiting
      waiting = null
    }
    running = null
  }
  return {
    tell(text) {
      if (running !== null) waiting = text
      else running = loop(text)
    },
    async close() {
      if (running === null) return
      await Promise.race([running, delay(grace, undefined, { ref: false })])
      waiting = null
      stop.abort()
      await running
    },
  }
}

/** A program, or a JSON array of a program and its arguments. Throws a UserError. */
export function readArgv(text: string): readonly string[] {
  const words = text.startsWith('[') ? parse(text) : [text]
  const [program, ...rest] = Array.isArray(words) && words.every(isWord) ? (words as string[]) : []
  if (program === undefined || program === '') {
    throw new UserError(ExitCode.refused, 'unable to use the command of --on-change', {
      reason: 'it must be a program, or a JSON array of a program and its arguments',
      next: `for example --on-change '["mail", "-s", "svreset", "root"]'`,
    })
  }
  // It runs in another directory.
  return [program.includes('/') ? posix.resolve(program) : program, ...rest]
}

function isWord(word: unknown): boolean {
  return typeof word === 'string' && !word.includes('\0')
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
