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

/** What the one that carries on says to the one that was typed, a line of JSON: its run has begun, or it has ended. */
type Word = { readonly run: string } | { readonly exitCode: number }

/** The descriptor that it says it on. */
const wordDescriptor = 3

/**
 * Starts this very command again, apart from this login: a session of its own, a child of process 1, and under
 * systemd a cgroup of its own, as neither a session nor a new parent survives the restart of the unit that a
 * shell is in. Shows what it says until its run has begun, and leaves it alone then.
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
  // What it has said before its word is on its way still; after it, it is on its own.
  if (word !== null && 'run' in word) await new Promise(setImmediate)
  else await Promise.all([child.stdout, child.stderr].map(stream => stream && finished(stream)))
  for (const stream of child.stdio) stream?.destroy()
  if (word === null) throw notDetached('it ended before it had begun')
  if ('exitCode' in word) return word.exitCode
  const { run } = word
  context.stdout.write(
    json === true
      ? detachedEventJson(run, new Date())
      : `\nThis run carries on apart from this login.\n  svreset runs ${run}   tells how it goes, and how it went\n`,
  )
  return ExitCode.done
}

/** Under systemd; elsewhere nobody ends processes by their cgroup. */
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

/** In the one that carries on, before it does anything: it is where it should be, or nothing is touched. */
export function requireApart(name: string): void {
  const stat = decodeProcStat(readProcFile('/proc/self/stat') ?? Buffer.alloc(0))
  if (stat === null || stat.session !== process.pid || stat.terminal !== 0)
    throw notDetached('it has no session of its own')
  const cgroup = readCgroup('self')
  if (hasSystemd() && !cgroup.endsWith(`/${name}.scope`))
    throw notDetached(`it has no cgroup of its own, but runs in ${cgroup}`)
}

/** To the one that was typed, which may have gone already. */
export function reportToStarter(word: Word): void {
  try {
    writeSync(wordDescriptor, `${JSON.stringify(word)}\n`)
  } catch {
    // It has been told before.
  }
}

function nobodyToAskLater(): UserError {
  return new UserError(ExitCode.refused, 'unable to detach without --yes', {
    reason: 'nobody can be asked once this has left the terminal',
    next: 'look at the plan with --dry-run, then the same with --detach --yes',
  })
}

function notDetached(reason: string): UserError {
  return new UserError(ExitCode.refused, 'unable to carry on apart from this login', {
    reason,
    next: 'nothing was touched; log in by another way (the console), and run it there without --detach',
  })
}
