import type { ActingOptions } from '../commands/acting-options.js'
import type { CommandContext } from '../commands/context.js'
import type { RunEvent } from '../run/events.js'
import type { Conversation } from '../run/start-run.js'
import type { RunContext } from '../runbook/context.js'
import { headerLines, planLines, type TextOptions } from './plan-text.js'
import { askAtTerminal } from './prompts.js'
import { runEventJson } from './run-json.js'
import { liveOutput } from './run-live.js'
import type { RunOutput } from './run-output.js'
import { plainOutput } from './run-plain.js'
import { makeStyle, wantsColor } from './style.js'

/** Chooses how a run talks: JSON, a terminal drawn live with prompts, or plain lines. */
export function runConversation(options: ActingOptions, command: CommandContext): Conversation {
  const { stdin, stdout, environment } = command
  if (options.json) return jsonConversation(command)
  const color = wantsColor(stdout, environment, !options.color)
  const style = makeStyle(color)
  const width = () => Math.max(40, stdout.columns ?? 80)
  const write = (text: string) => void stdout.write(text)
  const verbose = options.verbose ?? false
  let dryRun = false
  const text = (): TextOptions => ({ style, width: width(), verbose })
  const live = stdout.isTTY === true && environment.TERM !== 'dumb'
  const output: RunOutput = options.quiet
    ? quietOutput(text => void command.stderr.write(text))
    : live
      ? liveOutput(write, { style, width, verbose })
      : plainOutput(write, verbose)
  return {
    show(event: RunEvent, context: RunContext) {
      if (event.event === 'run-started' && !options.quiet) {
        write(`${headerLines(event.plan, context, text()).join('\n')}\n`)
        if (event.dryRun)
          write(`${planLines(event.plan, text()).join('\n')}\n\nDry run: nothing was changed.\n`)
      }
      dryRun ||= event.event === 'run-started' && event.dryRun
      if (!dryRun) output.show(event)
    },
    questions: () =>
      stdin.isTTY === true && stdout.isTTY === true
        ? askAtTerminal({ ...text(), output, write, stdin, stdout, onSignal: command.onSignal })
        : null,
    idle: () => output.idle(),
  }
}

function jsonConversation({ stdout }: CommandContext): Conversation {
  return {
    show(event) {
      const line = runEventJson(event, new Date())
      if (line !== null) stdout.write(line)
    },
    // Questions and JSON do not go together: only --yes or --dry-run can.
    questions: () => null,
    idle: async () => {},
  }
}

/** `--quiet`: only what went wrong. */
function quietOutput(write: (text: string) => void): RunOutput {
  return {
    show(event) {
      if (event.event === 'step-finished' && event.error !== null)
        write(`svreset: ${event.step.name}: ${event.error.message}: ${event.error.reason}\n`)
      if (event.event === 'run-finished' && event.end.exitCode !== 0)
        write(`svreset: ${event.end.status}; next: ${event.end.next}\n`)
    },
    idle: async () => {},
  }
}
