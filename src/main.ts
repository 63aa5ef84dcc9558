import { closeSync, constants, openSync } from 'node:fs'
import { isatty, ReadStream } from 'node:tty'
import { type Command, CommanderError } from 'commander'
import { createProgram, Detached } from './cli/program.js'
import type { CommandContext } from './contract/command-context.js'
import { Interrupted } from './contract/questions.js'
import { type EndingSignal, endingSignals } from './contract/signals.js'
import { describeSystemError, ExitCode, isSystemError, systemErrorReason, UserError } from './errors.js'
import { ownProgram } from './system/own-program.js'
import { wantsColor } from './text/style.js'
import { knowsUnicode, terminalText, textOf } from './text/terminal-text.js'

/** argv in, exit code out. The only part that owns the process: its streams, its signals, its end. */
async function main(argv: readonly string[]): Promise<number> {
  let exitCode = 0
  const { files, self } = ownProgram()
  const context: CommandContext = {
    // Opened only when something reads from it.
    get stdin() {
      return process.stdin
    },
    openTerminal: () => new ReadStream(0),
    isTerminalThere: () => isatty(0),
    stdout: process.stdout,
    stderr: process.stderr,
    say: text => void process.stdout.write(forTerminal(text, wantsColor(process.stdout, process.env, false))),
    warn,
    argv,
    environment: process.env,
    version: JSON.parse(files.read('package.json')).version,
    files,
    self,
    exit: code => {
      exitCode = code
    },
    onSignal,
    suspend: () => void process.kill(0, 'SIGTSTP'),
    onSuspend: listener => {
      const stop = () => {
        listener()
        process.kill(process.pid, 'SIGSTOP')
      }
      process.on('SIGTSTP', stop)
      return () => process.off('SIGTSTP', stop)
    },
    onContinue: listener => {
      process.on('SIGCONT', listener)
      return () => process.off('SIGCONT', listener)
    },
  }
  const program = createProgram(context)
  try {
    await program.parseAsync(argv, { from: 'user' })
    return exitCode
  } catch (error) {
    return await reportError(error, argv, program)
  }
}

async function reportError(error: unknown, argv: readonly string[], program: Command): Promise<number> {
  if (error instanceof Detached) return error.exitCode
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0
    // `svreset runbook` alone: commander has shown its help.
    if (error.code === 'commander.help') return ExitCode.usage
    const command = program.commands.map(each => each.name()).find(name => argv.includes(name))
    const help = `svreset ${command === undefined ? '' : `${command} `}--help`
    await tell(labelled('  next: ', [`${help} shows what it takes`]))
    return isCheck(argv) ? 3 : ExitCode.usage
  }
  if (error instanceof Interrupted) {
    // A run has its own end. This was a question before it.
    warn(`svreset: stopped by ${error.signal} before anything was done\n`)
    return endingSignals[error.signal]
  }
  if (error instanceof UserError) {
    const { message, reasons, nexts } = error
    await tell([
      ['', `svreset: error: ${message}`],
      ...labelled('  reason: ', reasons),
      ...labelled('  next: ', nexts),
    ])
    return error.exitCode
  }
  if (isSystemError(error)) {
    await tell([
      ['', `svreset: error: ${describeSystemError(error)}`],
      ['  reason: ', systemErrorReason(error)],
      ['  next: ', afterSystemError],
    ])
    return isCheck(argv) ? 3 : ExitCode.failed
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  warn(textOf(['svreset: error: this is a bug in svreset', ...stack.split('\n')]))
  return ExitCode.failed
}

type Labelled = readonly [label: string, text: string]

/** The label before the first line, and room for it before the others. */
function labelled(label: string, lines: readonly string[]): Labelled[] {
  return lines.map((line, index) => [index === 0 ? label : ' '.repeat(label.length), line])
}

/** At a terminal, lines break at blanks; whoever reads a pipe gets them whole. */
async function tell(lines: readonly Labelled[]): Promise<void> {
  const { isTTY, columns } = process.stderr
  if (!isTTY) return warn(textOf(lines.map(line => line.join(''))))
  const { wrapBeside } = await import('./text/wrap.js')
  warn(textOf(lines.flatMap(([label, text]) => wrapBeside(label, text, Math.max(40, columns || 80)))))
}

function warn(text: string): void {
  process.stderr.write(forTerminal(text, false))
}

function forTerminal(text: string, colored: boolean): string {
  return terminalText(text, knowsUnicode(process.env), colored)
}

const afterSystemError =
  'fix that and run the command again; svreset check shows the state of the system, svreset restore puts missing links back'

/** check follows the monitoring-plugin convention: 2 means sick, and 3 means that it could not tell. */
function isCheck(argv: readonly string[]): boolean {
  return argv.find(word => !word.startsWith('-')) === 'check'
}

function onSignal(listener: (signal: EndingSignal) => void): () => void {
  const signals = Object.keys(endingSignals) as EndingSignal[]
  for (const signal of signals) process.on(signal, listener)
  return () => {
    for (const signal of signals) process.off(signal, listener)
  }
}

/**
 * When Node ends, it resets each terminal that it started on, and aborts if that fails. So a terminal that has gone
 * away meanwhile (isatty then returns false) is given up first.
 */
function giveUpLostTerminals(): void {
  for (const descriptor of terminals.filter(number => !isatty(number))) {
    closeSync(descriptor)
    // open() takes the lowest free number: the one just closed.
    openSync('/dev/null', constants.O_RDWR)
  }
}

const terminals = [0, 1, 2].filter(number => isatty(number))

// It is no error of svreset if its reader has ended (`svreset check | head`) or its terminal has gone away.
process.stdout.on('error', () => {})
process.stderr.on('error', () => {})

const words = process.argv.slice(2)

void main(words).then(async exitCode => {
  process.exitCode = exitCode
  if (words.some(word => word.startsWith('--detached='))) {
    const { reportToStarter } = await import('./cli/commands/detach.js')
    reportToStarter({ exitCode })
  }
  giveUpLostTerminals()
})
