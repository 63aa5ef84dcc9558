import { PassThrough } from 'node:stream'
import type { ReadStream } from 'node:tty'
import type { CommandContext } from '../contract/command-context.js'
import { Interrupted } from '../contract/questions.js'
import { type LineTerminal, untilAnswered } from './terminal-line.js'

/** A terminal on which enquirer can draw. */
export interface DrawnTerminal extends LineTerminal, Pick<CommandContext, 'suspend' | 'onContinue'> {
  readonly screen: NodeJS.WriteStream
  /** Makes a text safe: enquirer writes what it is given. */
  readonly safe: (text: string) => string
}

/** enquirer's `Input`, as far as it is used here: its own types leave it out. */
interface Input {
  readonly state: { buffer: string; closed?: boolean }
  run(): Promise<string>
  render(): Promise<void>
  close(): Promise<void>
}
type InputClass = new (options: {
  readonly message: string
  readonly stdin: NodeJS.ReadStream
  readonly stdout: NodeJS.WriteStream
}) => Input

/** Asks with enquirer. svreset alone reads the keyboard, and only while a question is open; enquirer is fed from that. */
export async function askWithEnquirer(question: string, terminal: DrawnTerminal): Promise<string | null> {
  const Prompt = await promptClass()
  return untilAnswered(terminal, (input, answer, fail) => {
    const keys = keysOf(input)
    const prompt = new Prompt({
      message: writeHead(question, terminal),
      stdin: keys,
      stdout: terminal.screen,
    })
    const stopListening = terminal.onContinue(() => {
      // Whatever the shell has written meanwhile stays; the driver's state is what the shell has made of it.
      input.setRawMode(false).setRawMode(true)
      writeHead(question, terminal)
      prompt.state.buffer = ''
      void prompt.render()
    })
    const controls: Readonly<Record<string, () => void>> = {
      '\x03': () => fail(new Interrupted('SIGINT')),
      '\x04': () => answer(null),
      '\x1a': () => {
        input.setRawMode(false)
        terminal.suspend()
      },
      '\x1c': () => fail(new Interrupted('SIGQUIT')),
    }
    input.on('data', (text: string) => {
      for (const part of text.split(/([\x03\x04\x1a\x1c])/)) (controls[part] ?? (() => keys.write(part)))()
    })
    prompt.run().then(answer, fail)
    return () => {
      stopListening()
      if (prompt.state.closed === true) return
      // Nobody waits for it any more: it must only let go of the keyboard.
      prompt.state.buffer = ''
      void prompt.close()
      input.setRawMode(false)
    }
  })
}

/** enquirer counts the rows of what it redraws with one width, so it gets the last line only. Returns that. */
function writeHead(question: string, { write, safe }: DrawnTerminal): string {
  const start = question.lastIndexOf('\n') + 1
  write(question.slice(0, start))
  return safe(question.slice(start))
}

/** A stream that poses as the terminal. What comes while no question is open never gets there. */
function keysOf(input: ReadStream): NodeJS.ReadStream & PassThrough {
  return Object.assign(new PassThrough({ encoding: 'utf8' }), {
    isTTY: true,
    isRaw: false,
    setRawMode: (raw: boolean) => input.setRawMode(raw),
  }) as unknown as NodeJS.ReadStream & PassThrough
}

/**
 * enquirer is loaded only when there is something to ask. Its colours are off: the question brings svreset's own. (It
 * looks at FORCE_COLOR while it loads, and never at NO_COLOR.)
 */
async function promptClass(): Promise<InputClass> {
  const { FORCE_COLOR: before } = process.env
  process.env.FORCE_COLOR = '0'
  try {
    const { default: enquirer } = (await import('enquirer')) as unknown as { default: { Input: InputClass } }
    return withoutDecoration(enquirer.Input)
  } finally {
    if (before === undefined) delete process.env.FORCE_COLOR
    else process.env.FORCE_COLOR = before
  }
}

/** Only the question and what is typed; the real cursor stays visible, so enquirer never registers handlers that exit. */
function withoutDecoration(Base: InputClass): InputClass {
  return class LinePrompt extends Base {
    prefix = () => ''
    separator = () => ''
    hint = () => ''
    cursorHide = () => {}
    cursorShow = () => {}
    format = () => (this as unknown as { input: string }).input
    /** Escape. Ctrl-C does not get here. */
    cancel = () => (this as unknown as { alert(): void }).alert()
  }
}
