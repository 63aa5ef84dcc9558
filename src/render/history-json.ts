import type { Seen } from '../contract/snapshot.js'
import type { Deed, Session, StepStory, Story, Summary } from '../history/history.js'
import { encodeBytes, isUtf8 } from '../text/bytes.js'
import { printable } from '../text/quote.js'
import { nextSteps } from './history-words.js'

/** `svreset/runs/1`: one line of the table each. */
export function runsJson(stories: readonly Summary[]): object {
  return { schema: 'svreset/runs/1', runs: stories.map(summaryJson) }
}

/** `svreset/run/1`: all that the journal tells. */
export function storyJson(story: Story, stateDir: string | undefined): object {
  const { sessions, steps, before, after, damage } = story
  return {
    schema: 'svreset/run/1',
    ...summaryJson(story),
    sessions: sessions.map(sessionJson),
    steps: steps.map(stepJson),
    before: before === null ? null : pictureJson(before),
    after: after === null ? null : pictureJson(after),
    next: nextSteps(story, stateDir),
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
  serviceDirectory,
  host,
  sessions,
  ending,
  linksOut,
}: Summary) {
  const [first, last] = [sessions[0], sessions.at(-1)]
  return {
    run,
    status: ending.kind,
    runbook: runbook === null ? null : { name: runbook.name, title: runbook.title, digest: runbook.digest },
    ...(serviceDirectory === null ? { serviceDirectory } : named('serviceDirectory', serviceDirectory)),
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

function sessionJson({ kind, operator, pid, from, to, end }: Session): object {
  return { kind, operator, pid, started: iso(from), lastRecord: iso(to), end }
}

function stepJson({ id, name, session, from, to, status, error, deeds }: StepStory): object {
  return {
    ...{ id, name, session, status, started: iso(from) },
    durationMs: to === null ? null : to - from,
    error: error === null ? null : printable(error),
    commands: deeds.flatMap(commandJson),
    signals: deeds.flatMap(signalJson),
    linksRemoved: deeds.flatMap(({ act }) => (act.act === 'unlink' ? [linkJson(act.link)] : [])),
    linksCreated: deeds.flatMap(({ act }) => (act.act === 'link' ? [linkJson(act.link)] : [])),
  }
}

function commandJson({ act, result }: Deed): object[] {
  if (act.act === 'start')
    return [{ argv: act.launch.argv.map(readable), cwd: readable(act.launch.directory), apart: true }]
  if (act.act !== 'command') return []
  return [
    {
      argv: act.argv.map(readable),
      cwd: readable(act.cwd),
      exitCode: result?.exitCode ?? null,
      durationMs: result?.durationMs ?? null,
      output: result === null ? null : readable(result.output),
    },
  ]
}

function signalJson({ act }: Deed): object[] {
  if (act.act === 'signal') return [{ signal: act.signal, ...act.process, what: printable(act.what) }]
  if (act.act === 'control') return [{ orders: act.orders, ...act.process, what: printable(act.what) }]
  return []
}

function linkJson(link: { readonly name: string; readonly target: string }): object {
  return { ...named('name', link.name), ...named('target', link.target) }
}

function pictureJson({ time, processes }: Seen): object {
  return {
    time: iso(time),
    processes: processes.map(({ pid, startTime, parent, state, uid, command, arguments: words }) => ({
      ...{ pid, startTime, parent, state, uid, command: readable(command) },
      arguments: words.map(readable),
    })),
  }
}

/** A text that is not UTF-8 has its bytes beside it, in base64. */
function named(key: string, text: string): Record<string, string> {
  return isUtf8(text)
    ? { [key]: text }
    : { [key]: printable(text), [`${key}Bytes`]: encodeBytes(text).toString('base64') }
}

function readable(text: string): string {
  return isUtf8(text) ? text : printable(text)
}

function iso(time: number): string {
  return new Date(time).toISOString()
}
