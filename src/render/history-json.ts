import type { Named } from '../contract/schemas/parts.js'
import type { RunJson, RunsJson } from '../contract/schemas/runs.js'
import type { Snapshot } from '../contract/snapshot.js'
import type { RunHistory, Session, StepAction, StepHistory, Summary } from '../history/history.js'
import { factsOf, linksBy } from '../runbook/operations/table.js'
import { encodeBytes, isUtf8 } from '../text/bytes.js'
import { printable } from '../text/quote.js'
import { effectJson } from './effect-json.js'
import { nextSteps } from './history-words.js'

type StepJson = RunJson['steps'][number]

/** `svreset/runs/1`: one object for each line of the table. */
export function runsJson(histories: readonly Summary[]): RunsJson {
  return { schema: 'svreset/runs/1', runs: histories.map(summaryJson) }
}

/** `svreset/run/1`: everything in the journal. */
export function historyJson(history: RunHistory, stateDir: string | undefined): RunJson {
  const { sessions, steps, before, after, damage, effect } = history
  return {
    schema: 'svreset/run/1',
    ...summaryJson(history),
    sessions: sessions.map(sessionJson),
    steps: steps.map(stepJson),
    before: before === null ? null : pictureJson(before),
    after: after === null ? null : pictureJson(after),
    effect: effect === null ? null : effectJson(effect),
    next: nextSteps(history, stateDir),
    damage: {
      journal: damage.journal,
      lines: damage.lines,
      torn: damage.torn,
      unknownRecords: damage.unknown,
    },
  }
}

function summaryJson({
  run,
  directory,
  runbook,
  svscanDirectory,
  host,
  sessions,
  ending,
  linksOut,
}: Summary): RunsJson['runs'][number] {
  const [first, last] = [sessions[0], sessions.at(-1)]
  return {
    run,
    status: ending.kind,
    runbook: runbook === null ? null : runbookJson(runbook),
    ...(svscanDirectory === null
      ? { serviceDirectory: svscanDirectory }
      : named('serviceDirectory', svscanDirectory)),
    host,
    started: first === undefined ? null : iso(first.from),
    lastRecord: last === undefined ? null : iso(last.to),
    durationMs: first === undefined || last === undefined ? null : last.to - first.from,
    operator: first?.operator ?? null,
    links: last?.end?.links ?? null,
    linksRemovedMs: linksOut === null || linksOut.to === null ? null : linksOut.to - linksOut.from,
    directory,
  }
}

function runbookJson({ name, title, digest }: NonNullable<Summary['runbook']>) {
  return { name, ...(title === undefined ? {} : { title }), digest }
}

function sessionJson({
  kind,
  operator,
  pid,
  command,
  machine,
  from,
  to,
  end,
}: Session): RunJson['sessions'][number] {
  return {
    kind,
    operator,
    pid,
    command: command?.map(readable) ?? null,
    machine,
    started: iso(from),
    lastRecord: iso(to),
    end,
  }
}

function stepJson({ id, name, session, from, to, status, error, actions }: StepHistory): StepJson {
  return {
    ...{ id, name, session, status, started: iso(from) },
    durationMs: to === null ? null : to - from,
    error: error === null ? null : printable(error),
    commands: actions.flatMap(commandJson),
    signals: actions.flatMap(signalJson),
    linksRemoved: actions.flatMap(({ operation }) => linksBy('remove', operation).map(linkJson)),
    linksCreated: actions.flatMap(({ operation }) => linksBy('make', operation).map(linkJson)),
  }
}

function commandJson({ operation, result }: StepAction): StepJson['commands'] {
  const facts = factsOf(operation)
  const started = facts.started?.(operation)
  if (started !== undefined)
    return [{ argv: started.argv.map(readable), cwd: readable(started.cwd), apart: true }]
  const command = facts.command?.(operation)
  if (command === undefined) return []
  return [
    {
      argv: command.argv.map(readable),
      cwd: readable(command.cwd),
      exitCode: result?.exitCode ?? null,
      durationMs: result?.durationMs ?? null,
      output: result === null ? null : readable(result.output),
    },
  ]
}

function signalJson({ operation }: StepAction): StepJson['signals'] {
  const message = factsOf(operation).message?.(operation)
  if (message === undefined) return []
  const { process, what } = message
  const said = 'signal' in message ? { signal: message.signal } : { orders: message.orders }
  return [{ ...said, ...process, what: printable(what) }]
}

function linkJson(link: {
  readonly name: string
  readonly target: string
}): StepJson['linksCreated'][number] {
  return { ...named('name', link.name), ...named('target', link.target) }
}

function pictureJson({ time, processes }: Snapshot): RunJson['before'] {
  return {
    time: iso(time),
    processes: processes.map(({ pid, startTime, parent, state, uid, command, arguments: words }) => ({
      ...{ pid, startTime, parent, state, uid, command: readable(command) },
      arguments: words.map(readable),
    })),
  }
}

/** Text that is not UTF-8 has its bytes beside it, in base64. */
function named<K extends string>(key: K, text: string): Named<K> {
  return {
    [key]: readable(text),
    ...(isUtf8(text) ? {} : { [`${key}Bytes`]: encodeBytes(text).toString('base64') }),
  } as Named<K>
}

function readable(text: string): string {
  return isUtf8(text) ? text : printable(text)
}

function iso(time: number): string {
  return new Date(time).toISOString()
}
