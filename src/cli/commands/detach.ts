import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { writeSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { finished } from 'node:stream/promises'
import type { CommandContext } from '../../contract/command-context.js'
import { ExitCode, systemErrorReason, UserError } from '../../errors.js'
import { detachedEventJson } from '../../render/run-json.js'
import { ownEnvironment } from '../../system/child-environment.js'
import { decodeProcStat } from '../../system/proc-stat.js'
import { readProcFile, tryLstat } from '../../system/read.js'
import { readCgroup } from '../../system/surroundings/cgroup.js'
import type { ActingOptions } from './acting-options.js'

/** What the background process tells its starter, as a line of JSON: its run has begun, or it has ended. */
type Word = { readonly run: string } | { readonly exitCode: number }

/** The descriptor for these lines. */
const wordDescriptor = 3

/**
 * Starts this very command again in the background: in a session of its own, as a child of process 1, and under
 * systemd in a cgroup of its own. A session and a new parent alone do not survive the restart of the unit that the
 * shell belongs to. Shows the output of the background process until its run has begun.
 */
export async function detach(
  { yes, json }: Pick<ActingOptions, 'yes' | 'json'>,
  context: CommandContext,
): Promise<number> {
  if (yes !== true) throw nobodyToAskLater()
  const name = `svreset-detached-${randomBytes(4).toString('hex')}`
  const command = [
    ...context.self,
    ...context.argv.map(word => (word === '--detach' ? `--detached=${name}` : word)),
  ]
  const child = spawn('setsid', ['--fork', ...scope(name), ...command], {
    env: ownEnvironment(context.environment),
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  })
  const failed = once(child, 'error').then(([error]) => Promise.reject(notDetached(systemErrorReason(error))))
  child.stdout?.pipe(context.stdout, { end: false })
  child.stderr?.pipe(context.stderr, { end: false })
  const word = await Promise.race([firstWord(child.stdio[wordDescriptor] as Readable), failed])
  // What it printed before its word is still on the way.
  if (word !== null && 'run' in word) await new Promise(setImmediate)
  else await Promise.all([child.stdout, child.stderr].map(stream => stream && finished(stream)))
  for (const stream of child.stdio) stream?.destroy()
  if (word === null) throw notDetached('it ended before the run began')
  if ('exitCode' in word) return word.exitCode
  const { run } = word
  context.stdout.write(
    json === true
      ? detachedEventJson(run, new Date())
      : `\nThe run continues in the background.\n  svreset runs ${run}   shows how it is going, and how it went\n`,
  )
  return ExitCode.done
}

/** Under systemd only: elsewhere nothing ends processes by their cgroup. */
function scope(name: string): string[] {
  if (!hasSystemd()) return []
  const whose = process.geteuid?.() === 0 ? '--slice=system.slice' : '--user'
  return ['systemd-run', '--scope', '--quiet', '--collect', whose, `--unit=${name}`, '--']
}

function hasSystemd(): boolean {
  return tryLstat('/run/systemd/system') !== null
}

async function firstWord(words: Readable): Promise<Word | null> {
  for await (const line of createInterface({ input: words })) return JSON.parse(line) as Word
  return null
}

/** The background process checks where it runs, before it touches anything. */
export function requireApart(name: string): void {
  const stat = decodeProcStat(readProcFile('/proc/self/stat') ?? Buffer.alloc(0))
  if (stat === null || stat.session !== process.pid || stat.terminal !== 0)
    throw notDetached('the background process has no session of its own')
  const cgroup = readCgroup('self')
  if (hasSystemd() && !cgroup.endsWith(`/${name}.scope`))
    throw notDetached(`the background process has no cgroup of its own; it runs in ${cgroup}`)
}

/** Tells the starter, which may have ended already. */
export function reportToStarter(word: Word): void {
  try {
    writeSync(wordDescriptor, `${JSON.stringify(word)}\n`)
  } catch {
    // The starter got the first word and ended.
  }
}

function nobodyToAskLater(): UserError {
  return new UserError(ExitCode.refused, 'unable to detach without --yes', {
    reason: 'a run in the background has no terminal, so it can ask nobody',
    next: 'look at the plan with --dry-run, then run the command again with --detach --yes',
  })
}

function notDetached(reason: string): UserError {
  return new UserError(ExitCode.refused, 'unable to run in the background', {
    reason,
    next: 'nothing was touched; log in on the console and run the command there without --detach',
  })
}
