import type { ActionInputs } from '../../contract/action.js'
import type { RunContext } from '../../contract/context.js'
import type { Conversation, RunOptions } from '../../contract/options.js'
import type { Runbook } from '../../contract/runbook.js'
import { resolveValue } from '../../runbook/language/references.js'
import { scopeAtStart } from '../../runbook/plan/items.js'
import { restartOf, restartsSvscan } from '../../runbook/plan/plan.js'
import { recordLinks } from '../../system/link-record.js'
import { recordServices } from '../../system/service-record.js'
import type { System } from '../../system/system.js'
import { cannotChoose, possibleRestarts } from './choose-restart.js'

interface Beginning {
  readonly runbook: Runbook
  readonly options: RunOptions
  readonly initial: System
  readonly now: System
  readonly conversation: Conversation
  readonly results: RunContext['results']
  readonly lastTook: ReadonlyMap<string, number>
}

/** What stays the same for the whole run. Asks if svreset cannot tell how svscan is restarted. */
export async function makeContext({
  runbook,
  options,
  initial,
  now,
  conversation,
  results,
  lastTook,
}: Beginning): Promise<RunContext> {
  const links = options.earlier?.links ?? recordLinks(initial)
  const services = options.earlier?.services ?? recordServices(initial)
  const { parameters } = options
  const wanted = wishesOf(runbook, initial, parameters)
  const [first, ...others] = possibleRestarts(initial, now, {
    method: options.restartMethod ?? wanted.method,
    command: wanted.command,
    recorded: options.earlier?.resume?.restart ?? null,
  })
  if (first === undefined) throw new Error('there is always a way: the case of none is a refusal')
  const repair = options.repair ?? options.earlier?.resume?.repair ?? null
  const context: RunContext = {
    initial,
    links,
    services,
    noKill: options.noKill,
    lastTook,
    restart: first,
    parameters,
    results,
    repair,
  }
  if (others.length === 0 || !restartsSvscan(runbook)) return context
  const questions = options.yes || options.dryRun ? null : conversation.questions(context)
  if (questions === null) throw cannotChoose([first, ...others])
  return { ...context, restart: await questions.restart([first, ...others]) }
}

/** The inputs of the step that starts svscan again. */
function wishesOf({ steps }: Runbook, initial: System, params: RunContext['parameters']) {
  const written = steps.map(({ task }) => restartOf(task)).find(given => given !== null) ?? {}
  const { method, command } = resolveValue(written, scopeAtStart(initial, params)) as ActionInputs
  return {
    method: typeof method === 'string' && method !== '' ? method : null,
    command: Array.isArray(command) ? command.map(String) : [],
  }
}
