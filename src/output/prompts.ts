import type { CommandContext } from '../commands/context.js'
import type { Restart } from '../restart/method.js'
import type { StepError } from '../run/events.js'
import { type FailureAnswer, Interrupted, type Questions, type StepAnswer } from '../run/questions.js'
import type { PlannedStep } from '../runbook/plan.js'
import { ExitCode, UserError } from '../user-error.js'
import { stepLines, type TextOptions } from './plan-text.js'
import { printable } from './quote.js'
import type { RunOutput } from './run-output.js'
import { actLines } from './run-step.js'
import { openTerminalInput } from './terminal-input.js'
import { wrap } from './wrap.js'

export interface PromptOptions extends TextOptions {
  readonly output: RunOutput
  readonly write: (text: string) => void
  readonly stdin: NodeJS.ReadStream
  readonly stdout: NodeJS.WriteStream
  readonly onSignal: CommandContext['onSignal']
}

/** Asks a person at a terminal: one letter and Enter, as `git add -p` does. Enter alone is never yes. */
export function askAtTerminal(options: PromptOptions): Questions {
  let all = false
  return {
    async step(step, index, of): Promise<StepAnswer> {
      await options.output.idle()
      if (all && step.confirm !== 'always') return 'run'
      options.write(`\n${stepLines(step, index, of, options).join('\n')}\n`)
      const letters = step.allowSkip ? 'ysadq?' : 'yadq?'
      for (;;) {
        const letter = await askLetter('Run it?', letters, options)
        if (letter === 'a') all = true
        if (letter === 'q') return await askHowToStop(options)
        const answer = stepAnswers[letter]
        if (answer !== undefined) return answer
        options.write(letter === 'd' ? details(step) : explain(letters))
      }
    },
    async goOn(changes): Promise<boolean> {
      await options.output.idle()
      const lines = changes.flatMap(change => wrap(printable(change), options.width - 2, '  '))
      options.write(
        `\nSomebody has changed the service directory since the run was left:\n${lines.join('\n')}\n`,
      )
      return askYesOrNo('Go on all the same?', options, 'go on; each step is asked for', 'stop here')
    },
    async insist(_step, question): Promise<boolean> {
      await options.output.idle()
      return askYesOrNo(
        question,
        options,
        'do it',
        'leave it: the step fails, and you are asked what to do then',
      )
    },
    async restart(ways): Promise<Restart> {
      await options.output.idle()
      options.write('\nHow is svscan restarted here? It cannot be told from what was seen:\n')
      for (const [index, { method, evidence }] of ways.entries())
        options.write(`${wrap(`${index + 1}  ${method}: ${evidence}`, options.width, '  ').join('\n')}\n`)
      const letters = `${ways.map((_way, index) => index + 1).join('')}q?`
      for (;;) {
        const letter = await askLetter('Which one?', letters, options)
        const chosen = ways[Number(letter) - 1]
        if (chosen !== undefined) return chosen
        if (letter === 'q') throw declined()
        options.write('  a number  restart svscan this way\n  q  stop here; nothing was touched\n')
      }
    },
    async failure(step: PlannedStep, error: StepError): Promise<FailureAnswer> {
      await options.output.idle()
      const letters = step.allowSkip ? 'rskud?' : 'rkud?'
      for (;;) {
        const letter = await askLetter('It failed. What now?', letters, options)
        const answer = failureAnswers[letter]
        if (answer !== undefined) return answer
        options.write(
          letter === 'd' ? `  ${error.message}: ${error.reason}\n${details(step)}` : explain(letters),
        )
      }
    },
  }
}

function declined(): UserError {
  return new UserError(ExitCode.stopped, 'stopped before anything was done', {
    reason: 'you did not say how svscan is restarted',
    next: 'svreset --restart-method NAME says it beforehand',
  })
}

async function askYesOrNo(
  question: string,
  options: PromptOptions,
  yes: string,
  no: string,
): Promise<boolean> {
  for (;;) {
    const letter = await askLetter(question, 'ynq?', options)
    if (letter === 'y') return true
    if (letter !== '?') return false
    options.write(`  y  ${yes}\n  n  ${no}\n`)
  }
}

async function askHowToStop(options: PromptOptions): Promise<StepAnswer> {
  for (;;) {
    const letter = await askLetter(
      'Stop here. Keep the system as it is now, or undo what was done?',
      'ku?',
      options,
    )
    if (letter === 'u') return 'undo'
    if (letter !== '?') return 'keep'
    options.write(explain('ku?'))
  }
}

const stepAnswers: Partial<Record<Letter, StepAnswer>> = { y: 'run', a: 'run', s: 'skip' }

const failureAnswers: Partial<Record<Letter, FailureAnswer>> = {
  r: 'retry',
  s: 'skip',
  k: 'keep',
  q: 'keep',
  u: 'undo',
}

const meanings: Readonly<Record<string, string>> = {
  y: 'run this step',
  n: 'do not',
  s: 'skip this step',
  a: 'run this step and all that follow',
  d: 'show every command whole',
  q: 'stop here',
  r: 'try the step again, on the system as it is now',
  k: 'keep the system as it is, and stop',
  u: 'undo what was done, and stop: links are put back; what was stopped is started again by svscan',
  '?': 'explain the letters',
}

function explain(letters: string): string {
  return [...letters].map(letter => `  ${letter}  ${meanings[letter]}\n`).join('')
}

function details(step: PlannedStep): string {
  const lines = actLines(step.acts)
  return lines.length === 0 ? '    no command: it only looks\n' : lines.map(line => `    ${line}\n`).join('')
}

type Letter = '1' | '2' | '3' | '4' | 'y' | 'n' | 's' | 'a' | 'd' | 'q' | 'r' | 'k' | 'u' | '?'

/** Ctrl-C, a signal and a terminal that goes away throw Interrupted; Ctrl-D is `q`. Anything that is no letter of these asks again. */
async function askLetter(
  message: string,
  letters: string,
  { stdin, stdout, style, onSignal }: PromptOptions,
): Promise<Letter> {
  const { default: enquirer } = await import('enquirer')
  // enquirer takes its colours from here, and knows no other switch.
  const { default: colors } = await import('ansi-colors')
  colors.enabled = style.colored
  const { Input } = enquirer as unknown as { Input: new (options: object) => EnquirerInput }
  let stop: (signal: Signal) => void = () => {}
  // The terminal is gone: nobody will answer.
  const input = openTerminalInput(stdin, () => stop('SIGHUP'))
  const prompt: EnquirerInput = new Input({
    message: `${message} [${[...letters].join(',')}]`,
    stdin: input.stream,
    stdout,
    prefix: '?',
    separator: ' ',
    validate(text: string) {
      if (text.length === 1 && `${letters}q`.includes(text)) return true
      prompt.input = ''
      prompt.cursor = 0
      return `One letter of ${[...letters].join(', ')}, then Enter.`
    },
  })
  prompt.deleteForward = () => {
    if (prompt.input !== '') return
    prompt.input = 'q'
    void prompt.submit()
  }
  const stopped = new Promise<never>((_resolve, reject) => {
    stop = signal => reject(new Interrupted(signal))
  })
  const stopListening = onSignal(stop)
  try {
    return await Promise.race([prompt.run() as Promise<Letter>, stopped])
  } catch (error) {
    throw error instanceof Interrupted ? error : new Interrupted('SIGINT')
  } finally {
    stopListening()
    input.close()
  }
}

type Signal = Interrupted['signal']

/** What of enquirer's Input is used here and its types leave out. */
interface EnquirerInput {
  input: string
  cursor: number
  deleteForward(): void
  submit(): Promise<void>
  run(): Promise<string>
}
