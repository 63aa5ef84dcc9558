import type { CommandContext } from '../contract/command-context.js'
import type { RunContext } from '../contract/context.js'
import type { LastTime, RunEvent, StepStatus } from '../contract/events.js'
import type { Conversation } from '../contract/options.js'
import type { PlannedStep } from '../contract/plan.js'
import { headerLines, planLines, type TextOptions } from '../render/plan-text.js'
import { askAtTerminal } from '../render/prompts.js'
import { runEventJson } from '../render/run-json.js'
import { liveOutput } from '../render/run-live.js'
import type { RunOutput } from '../render/run-output.js'
import { plainOutput } from '../render/run-plain.js'
import { overviewLines } from '../render/step-overview.js'
import { isDumb, makeStyle, wantsColor } from '../text/style.js'
import { knowsUnicode, terminalText, textOf } from '../text/terminal-text.js'
import { wrap } from '../text/wrap.js'
import type { ActingOptions } from './commands/acting-options.js'
import { questionTerminal } from './question-terminal.js'

/** Chooses how a run shows itself: JSON, a live terminal with prompts, or plain lines. */
export function runConversation(options: ActingOptions, command: CommandContext): Conversation {
  const { stdout, environment } = command
  if (options.json) return jsonConversation(command)
  const unicode = knowsUnicode(environment)
  const writeTo = (stream: NodeJS.WriteStream) => (lines: readonly string[]) =>
    void stream.write(safe(textOf(lines)))
  const style = makeStyle(wantsColor(stdout, environment, !options.color || options.plain === true))
  const safe = (text: string) => terminalText(text, unicode, style.colored)
  const width = () => Math.max(40, stdout.columns || 80)
  const verbose = options.verbose ?? false
  const { stateDir } = options
  const text = (): TextOptions => ({ style, width: width(), verbose })
  const write = writeTo(stdout)
  const raw = (text: string) => void stdout.write(safe(text))
  const output = chooseOutput()
  const terminal = questionTerminal(options, command)
  const unattended = { yes: options.yes ?? false }
  let dryRun = false
  let last: LastTime | null = null
  let steps: readonly PlannedStep[] = []
  const ended = new Map<string, StepStatus>()
  return {
    show(event: RunEvent, context: RunContext) {
      if (event.event === 'run-started') {
        last = event.last
        steps = event.plan.steps
        dryRun = event.dryRun
        if (!options.quiet) write(headerLines(event.plan, context, text()))
        if (!options.quiet && dryRun)
          write([...planLines(event.plan, text()), '', 'Dry run: nothing was changed.'])
      }
      if (event.event === 'step-finished') ended.set(event.step.id, event.status)
      if (!dryRun) output.show(event)
      else if (event.event === 'run-finished' && event.end.next !== '' && !options.quiet)
        write(event.end.next.split('\n').flatMap(line => wrap(line, width(), '')))
    },
    questions: context =>
      terminal !== null
        ? askAtTerminal(
            {
              ...terminal,
              rest: output.rest,
              last: () => last,
              steps: () => steps,
              overview: step => overviewLines(steps, ended, step),
              unattended,
            },
            context,
          )
        : null,
    cannotAsk: 'there is no terminal at standard input and output',
  }

  function chooseOutput(): RunOutput {
    if (options.quiet) return quietOutput(writeTo(command.stderr))
    if (stdout.isTTY !== true || options.plain || isDumb(environment))
      return plainOutput(raw, { verbose, stateDir })
    const onResize = (listener: () => void) => listen(stdout, listener)
    return liveOutput(text => void stdout.write(text), {
      ...{ style, width, verbose, stateDir, safe, onResize },
      size: () => ({ columns: stdout.columns || 80, rows: stdout.rows || 24 }),
      ...{ onSuspend: command.onSuspend, onContinue: command.onContinue },
      unattended: () => unattended.yes,
      // The fonts of the kernel's console have these characters, and not the others.
      marks: environment.TERM === 'linux' ? { done: '√', failed: '×' } : { done: '✔', failed: '✖' },
    })
  }
}

function listen(stdout: NodeJS.WriteStream, listener: () => void): () => void {
  stdout.on('resize', listener)
  return () => stdout.off('resize', listener)
}

function jsonConversation({ stdout }: CommandContext): Conversation {
  return {
    show(event) {
      const line = runEventJson(event, new Date())
      if (line !== null) stdout.write(line)
    },
    // Questions and JSON exclude each other, so JSON needs --yes or --dry-run.
    questions: () => null,
    cannotAsk: 'with --json svreset prints only events',
  }
}

/** `--quiet`: prints only what went wrong. */
function quietOutput(write: (lines: readonly string[]) => void): RunOutput {
  return {
    show(event) {
      if (event.event === 'step-finished' && event.error !== null)
        write([`svreset: ${event.step.name}: ${event.error.message}: ${event.error.reason}`])
      if (event.event === 'run-finished' && event.end.exitCode !== 0)
        write(
          event.end.next
            .split('\n')
            .map((way, index) => `${index === 0 ? `svreset: ${event.end.status};` : ' '} next: ${way}`),
        )
    },
    rest: () => {},
  }
}
