import { setTimeout as delay } from 'node:timers/promises'
import type { ReadStream } from 'node:tty'
import type { CommandContext } from '../contract/command-context.js'
import { Interrupted } from '../contract/questions.js'

/** What a question needs of the terminal. The terminal edits and echoes the line; svreset draws and sets nothing. */
export interface LineTerminal extends Pick<CommandContext, 'openTerminal' | 'isTerminalThere' | 'onSignal'> {
  readonly write: (text: string) => void
}

/** Milliseconds to read everything that was typed too early. */
const typedAheadLasts = 10

/**
 * Asks, and returns the line that is typed then; null for Ctrl-D. Text that was typed before the question appeared does
 * not answer it and is thrown away. Throws Interrupted for a signal, also for Ctrl-C, and if the terminal has gone
 * away.
 */
export async function askLine(question: string, terminal: LineTerminal): Promise<string | null> {
  if (await dropTypedAhead(terminal)) terminal.write('(What you typed before this question is ignored.)\n')
  terminal.write(question)
  const input = open(terminal)
  let stopListening = () => {}
  try {
    return await new Promise<string | null>((resolve, reject) => {
      stopListening = terminal.onSignal(signal => reject(new Interrupted(signal)))
      let typed = ''
      input.setEncoding('utf8').on('data', (text: string) => {
        typed += text
        if (typed.includes('\n')) resolve(typed.slice(0, typed.indexOf('\n')))
      })
      input.on('end', () => (terminal.isTerminalThere() ? resolve(null) : reject(new Interrupted('SIGHUP'))))
      input.on('error', () => reject(new Interrupted('SIGHUP')))
    })
  } catch (error) {
    terminal.write('\n')
    throw error
  } finally {
    stopListening()
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
