import { setTimeout as delay } from 'node:timers/promises'
import type { ReadStream } from 'node:tty'
import type { CommandContext } from '../contract/command-context.js'
import { Interrupted } from '../contract/questions.js'

/** What a question needs of the terminal. */
export interface LineTerminal
  extends Pick<CommandContext, 'openTerminal' | 'isTerminalThere' | 'onContinue' | 'onSignal'> {
  readonly write: (text: string) => void
}

/** Asks a question and returns the line that is typed then; null for Ctrl-D. Throws Interrupted, as `untilAnswered` says. */
export type AskLine = (question: string) => Promise<string | null>

/** Milliseconds to read everything that was typed too early. */
const typedAheadLasts = 10

/** For a terminal that can only print: its driver edits and echoes the line, and svreset draws and sets nothing. */
export function askPlainLine(question: string, terminal: LineTerminal): Promise<string | null> {
  return untilAnswered(terminal, (input, answer) => {
    terminal.write(`${question} `)
    let typed = ''
    input.on('data', (text: string) => {
      typed += text
      if (typed.includes('\n')) answer(typed.slice(0, typed.indexOf('\n')))
    })
    // The shell has written over it meanwhile.
    return terminal.onContinue(() => terminal.write(`${question} `))
  })
}

/**
 * Opens the terminal for one question. `ask` puts it, and calls `answer` with the line that was typed, or null for
 * Ctrl-D; it returns what puts the terminal back. Text that was typed before the question appeared does not answer it and
 * is thrown away. Throws Interrupted for a signal, and if the terminal has gone away.
 */
export async function untilAnswered(
  terminal: LineTerminal,
  ask: (
    input: ReadStream,
    answer: (line: string | null) => void,
    fail: (error: unknown) => void,
  ) => () => void,
): Promise<string | null> {
  if (await dropTypedAhead(terminal)) terminal.write('(What you typed before this question is ignored.)\n')
  const input = open(terminal)
  let stopListening = () => {}
  let putBack = () => {}
  try {
    return await new Promise<string | null>((resolve, reject) => {
      stopListening = terminal.onSignal(signal => reject(new Interrupted(signal)))
      input.setEncoding('utf8')
      input.on('end', () => (terminal.isTerminalThere() ? resolve(null) : reject(new Interrupted('SIGHUP'))))
      input.on('error', () => reject(new Interrupted('SIGHUP')))
      putBack = ask(input, resolve, reject)
    })
  } catch (error) {
    terminal.write('\n')
    throw error
  } finally {
    stopListening()
    putBack()
    close(input)
  }
}

async function dropTypedAhead(terminal: LineTerminal): Promise<boolean> {
  let dropped = false
  const input = open(terminal)
  input.on('data', () => {
    dropped = true
  })
  // If the terminal has gone away, the question itself fails.
  input.on('error', () => {})
  await delay(typedAheadLasts)
  close(input)
  return dropped
}

/**
 * Node throws at once if the terminal has gone away (ERR_TTY_INIT_FAILED). That can happen before SIGHUP arrives.
 * Whatever else the reason is, svreset cannot ask anybody.
 */
function open({ openTerminal }: LineTerminal): ReadStream {
  try {
    return openTerminal()
  } catch {
    throw new Interrupted('SIGHUP')
  }
}

/** Opens the terminal again for each question: a stream that has seen Ctrl-D reads no more. */
function close(input: ReadStream): void {
  input.removeAllListeners('data').removeAllListeners('end').removeAllListeners('error')
  input.on('error', () => {})
  input.destroy()
}
