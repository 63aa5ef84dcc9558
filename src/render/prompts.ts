import type { RunContext } from '../contract/context.js'
import type { LastTime, StepError } from '../contract/events.js'
import type { PlannedStep } from '../contract/plan.js'
import type {
  ChangeAnswer,
  EscalateAnswer,
  FailureAnswer,
  Questions,
  Standing,
  StepAnswer,
} from '../contract/questions.js'
import type { Restart } from '../contract/restart.js'
import { ExitCode, UserError } from '../errors.js'
import { operationLines } from '../runbook/operations/table.js'
import { formatDuration } from '../text/duration.js'
import { printable } from '../text/quote.js'
import { textOf } from '../text/terminal-text.js'
import { truncate, wrap } from '../text/wrap.js'
import { askLetter, type Letter, type QuestionTerminal } from './ask-letter.js'
import { stepLines } from './plan-text.js'
import { explain, followingWords, named, standingWords, whenKilling } from './prompt-words.js'

export interface PromptOptions extends QuestionTerminal {
  /** Stops all live drawing. */
  readonly rest: () => void
  readonly last: () => LastTime | null
  /** All steps of the run. */
  readonly steps: () => readonly PlannedStep[]
  /** The same, a line each; the one that is asked about. */
  readonly overview: (step: string) => readonly string[]
  /** Nobody is to be asked before each step: set by the answer `a`. */
  readonly unattended: { yes: boolean }
}

/** Asks a person at a terminal: one letter and Enter, as `git add -p` does. Enter alone never means yes. */
export function askAtTerminal(options: PromptOptions, context: RunContext): Questions {
  const { write } = options
  let introduced = false
  const say = (text: string, indent: string) => write(textOf(wrap(text, options.text().width, indent)))
  const ask = (question: string, letters: string) => askLetter(question, letters, options)
  const present = (step: PlannedStep, index: number, of: number) => {
    const { style } = options.text()
    write(textOf(['', ...stepLines(step, index, of, { ...options.text(), context })]))
    const took = options.last()?.took.get(step.id)
    if (took !== undefined) say(style.dim(`took ${formatDuration(took)} last time`), '  ')
  }
  const overview = ({ id }: PlannedStep) =>
    textOf(['', ...options.overview(id).map(line => truncate(line, options.text().width))])
  const introduce = (letters: string) => {
    if (!introduced) say(options.text().style.dim(named(letters)), '  ')
    introduced = true
  }
  const sayWhatFollows = (step: PlannedStep) => {
    for (const text of followingWords(options.steps(), step)) say(text, '  ')
  }
  const askHowToStop = async (standing: Standing): Promise<'keep' | 'undo'> => {
    if (!standing.touched) return 'keep'
    for (const text of standingWords(standing)) say(options.text().style.warn(text), '')
    for (;;) {
      const letter = await ask('Stop here: keep the system as it is now, or undo what was done?', 'ku?')
      if (letter === 'u') return 'undo'
      if (letter !== '?') return 'keep'
      write(explain('ku?', options.text().width))
    }
  }
  const askYesOrNo = async (question: string, yes: string, no: string): Promise<boolean> => {
    for (;;) {
      const letter = await ask(question, 'ynq?')
      if (letter === 'y') return true
      if (letter !== '?') return false
      say(`y  ${yes}`, '  ')
      say(`n  ${no}`, '  ')
    }
  }
  return {
    async step(step, index, of, standing): Promise<StepAnswer> {
      if (options.unattended.yes && step.confirm !== 'always') return 'run'
      options.rest()
      present(step, index, of)
      const letters = step.allowSkip ? 'ysadq?' : 'yadq?'
      introduce(letters)
      for (;;) {
        const letter = await ask(questionOf(step), letters)
        if (letter === 'a') {
          options.unattended.yes = true
          sayWhatFollows(step)
        }
        if (letter === 'q') return await askHowToStop(standing)
        const answer = stepAnswers[letter]
        if (answer !== undefined) return answer
        if (letter === 'd') write(details(step))
        else write(explain(letters, options.text().width) + overview(step))
      }
    },
    async goOn(changes): Promise<boolean> {
      options.rest()
      write('\n')
      say('The run left this in another state:', '')
      for (const change of changes) say(printable(change), '  ')
      return askYesOrNo('Continue anyway?', 'continue; svreset asks before each step', 'stop here')
    },
    async changed(changes, anew, standing): Promise<ChangeAnswer> {
      options.rest()
      write('\n')
      say(options.text().style.warn('The system has changed since the plan was made:'), '')
      for (const change of changes) say(printable(change), '  ')
      const question = anew
        ? 'Nothing was done yet. Make a new plan for the system as it is now?'
        : 'Continue with the system as it is now?'
      for (;;) {
        const letter = await ask(question, 'yq?')
        if (letter === 'y') return 'go-on'
        if (letter === 'q') return anew ? 'keep' : askHowToStop(standing)
        say(
          anew
            ? 'y  make a new plan; svreset asks before each step'
            : 'y  continue; svreset asks before each step',
          '  ',
        )
        say('q  stop here', '  ')
      }
    },
    async escalate(_step, question): Promise<EscalateAnswer> {
      options.rest()
      const letters = 'ywnq?'
      for (;;) {
        const letter = await ask(question, letters)
        const answer = escalateAnswers[letter]
        if (answer !== undefined) return answer
        write(explain(letters, options.text().width, whenKilling))
      }
    },
    async restart(ways): Promise<Restart> {
      options.rest()
      const chosen = await chooseOne(
        {
          title: 'How is svscan restarted here? svreset cannot tell for certain. These ways are possible:',
          ways: ways.map(({ method, evidence }) => `${method}: ${evidence}`),
          does: 'restart svscan in this way',
        },
        options,
      )
      const way = chosen === null ? undefined : ways[chosen]
      if (way === undefined) throw declined()
      return way
    },
    async failure(step: PlannedStep, error: StepError): Promise<FailureAnswer> {
      options.rest()
      const letters = step.allowSkip ? 'rskud?' : 'rkud?'
      for (;;) {
        const letter = await ask('It failed. What now?', letters)
        const answer = failureAnswers[letter]
        if (answer !== undefined) return answer
        if (letter === 'd') say(`${error.message}: ${printable(error.reason)}`, '  ')
        write(letter === 'd' ? details(step) : explain(letters, options.text().width))
      }
    },
  }
}

interface Choice {
  readonly title: string
  readonly ways: readonly string[]
  /** What a number does, in words. */
  readonly does: string
}

/** One of several ways, by its number: returns its index; null for `q`. */
export async function chooseOne(
  { title, ways, does }: Choice,
  terminal: QuestionTerminal,
): Promise<number | null> {
  const { write, text } = terminal
  const numbers = ways.slice(0, 9).map((_way, index) => index + 1)
  write(textOf(['', ...wrap(title, text().width, '')]))
  for (const number of numbers)
    write(textOf(wrap(`${number}  ${printable(ways[number - 1] ?? '')}`, text().width, '  ')))
  for (;;) {
    const letter = await askLetter('Which one?', `${numbers.join('')}q?`, terminal)
    if (letter === 'q') return null
    if (numbers.includes(Number(letter))) return Number(letter) - 1
    write(`  a number  ${does}\n  q  stop here; nothing was touched\n`)
  }
}

function declined(): UserError {
  return new UserError(ExitCode.stopped, 'stopped before anything was done', {
    reason: 'you did not choose how to restart svscan',
    next: 'choose one with --restart-method NAME',
  })
}

/** The question of the runbook, in its own words. */
function questionOf({ confirm }: PlannedStep): string {
  if (typeof confirm !== 'object') return 'Run it?'
  return confirm.message.trimEnd().endsWith('?') ? confirm.message : `${confirm.message} Run it?`
}

const stepAnswers: Partial<Record<Letter, StepAnswer>> = { y: 'run', a: 'run', s: 'skip' }

const failureAnswers: Partial<Record<Letter, FailureAnswer>> = {
  r: 'retry',
  s: 'skip',
  k: 'keep',
  q: 'keep',
  u: 'undo',
}

const escalateAnswers: Partial<Record<Letter, EscalateAnswer>> = { y: 'do', w: 'wait', n: 'fail', q: 'fail' }

function details(step: PlannedStep): string {
  const lines = operationLines(step.operations)
  return textOf(
    lines.length === 0 ? ['    no command: this step only reads'] : lines.map(line => `    ${line}`),
  )
}
