import { parse } from 'yaml'
import { endingSignals } from '../src/contract/signals.js'
import type { Arena, Ended } from './arena.js'
import { tiny, untilUp } from './arena.js'
import type { Harm, Struck } from './inject.js'
import { isSame, linksOf } from './links.js'

export const recoveries = ['restore', 'restore.sh', 'resume'] as const
export type Recovery = (typeof recoveries)[number]

/** What is wrong with the state that a fault has left; null: the links are there, or can be put back from what is written. */
export async function judgeWreck(
  arena: Arena,
  links: readonly string[],
  left: readonly string[],
): Promise<string | null> {
  if (isSame(left, links)) return null
  const files = await arena.sh(
    'for f in /var/lib/svreset/runs/*/manifest.yaml /var/lib/svreset/runs/*/restore.sh; do base64 -w0 "$f"; echo; done',
  )
  const [manifest = '', script = ''] = files
    .split('\n')
    .map(text => Buffer.from(text, 'base64').toString('latin1'))
  const recorded = linksIn(manifest)
  if (!isSame(recorded, links)) return `links are gone, and the manifest has ${JSON.stringify(recorded)}`
  if (!script.endsWith('[ "$failed" -eq 0 ]\n')) return 'links are gone, and restore.sh is not whole'
  return null
}

/**
 * Where svreset lives on it must end as it promises: 0; or 1, or the signal's code, and a word on what to do next;
 * 3 only if nothing was touched.
 */
export function judgeEnd(
  { ended, hit, linksBefore }: Struck,
  harm: Harm,
  left: readonly string[],
): string | null {
  if (harm === 'signal=KILL') return null
  const { exitCode, stdout, stderr } = ended
  const touched = !isSame(left, linksBefore)
  // Before svreset listens, a signal ends it as it ends any program; those that tell of a bug always do, as SIGKILL does.
  if (exitCode === null && harm.startsWith('signal='))
    return touched && endOf(harm) !== undefined ? 'it died of a signal, and has changed links before' : null
  // An event loop that cannot wake itself aborts: that is as good as killed.
  if (hit === null && exitCode !== 0 && exitCode !== 1) return null
  if (stderr.includes('this is a bug')) return 'svreset takes the failure for a bug'
  if (exitCode === 0) return null
  if (exitCode === 129 && touched) return 'a hangup has ended it between removing links and putting them back'
  if (exitCode === 3 && touched) return 'refused, and has changed links all the same'
  const promised = harm.startsWith('signal=') ? [endOf(harm)] : [1, 3]
  if (!promised.includes(exitCode ?? -1))
    return `exit code ${exitCode} where 0 or ${promised.join(' or ')} is promised`
  return /next: |svreset (resume|restore|check)/.test(stdout + stderr)
    ? null
    : 'not a word on what to do next'
}

/** undefined: svreset does not listen to it. */
function endOf(harm: Harm): number | undefined {
  const codes: Readonly<Record<string, number>> = endingSignals
  return codes[harm.replace('signal=', 'SIG')]
}

interface LinkFields {
  readonly name: string
  readonly nameBytes?: string
  readonly target: string
  readonly targetBytes?: string
  readonly uid: number
  readonly gid: number
  readonly mtime: string
}

/** The manifest read by its description in state.md, and not by svreset's own reader. */
function linksIn(manifest: string): string[] {
  const value = parse(Buffer.from(manifest, 'latin1').toString('utf8')) as { links: LinkFields[] } | null
  return (value?.links ?? [])
    .map(({ name, nameBytes, target, targetBytes, uid, gid, mtime }) => {
      const fraction = /\.(\d{6})Z$/.exec(mtime)?.[1]
      const seconds = Date.parse(mtime.replace(/\.\d+Z$/, 'Z')) / 1000
      return `${bytes(name, nameBytes)}\u0001${bytes(target, targetBytes)}\u0001${uid}:${gid}\u0001${seconds}.${fraction}`
    })
    .sort()
}

function bytes(readable: string, base64: string | undefined): string {
  return Buffer.from(base64 ?? readable, base64 === undefined ? 'utf8' : 'base64').toString('latin1')
}

/** Tries one way back; null: all is as it was. */
export async function recover(
  arena: Arena,
  recovery: Recovery,
  links: readonly string[],
  { svscanWasStopped = false, mayRemain }: { svscanWasStopped?: boolean; mayRemain?: string } = {},
): Promise<string | null> {
  const ended = await (recovery === 'restore.sh' ? runScripts(arena) : arena.svreset(recovery, '--yes'))
  if (ended.exitCode !== 0) return `${recovery} ended with ${said(ended)}`
  const now = await linksOf(arena)
  if (!isSame(now, links)) return `after ${recovery} the links are ${JSON.stringify(now)}\n${said(ended)}`
  const stopped = await arena.sh(`ps -A -o stat=,comm= | grep '^T.* svscan$' || :`)
  if (stopped !== '' && !svscanWasStopped) return `${recovery} has left svscan stopped: ${stopped}`
  return recovery === 'resume' ? unhappiness(arena, mayRemain) : null
}

/** As a person would, where there is one: without one no link has gone. */
function runScripts(arena: Arena): Promise<Ended> {
  return arena.run([
    'sh',
    '-c',
    'for f in /var/lib/svreset/runs/*/restore.sh; do [ ! -e "$f" ] || sh "$f" || exit; done',
  ])
}

/** What svstat, and what svreset, has against this system; a scan of svscan is waited for. */
async function unhappiness(arena: Arena, mayRemain: string | undefined): Promise<string | null> {
  const up = await arena.run(['sh', '-ec', untilUp, 'sh', ...tiny.directories])
  if (up.exitCode !== 0) return `not all is up after resume: ${said(up)}`
  const check = await arena.svreset('check', '--json')
  const { findings } = JSON.parse(check.stdout) as { findings: { readonly id: string }[] }
  return findings.every(({ id }) => id === mayRemain) ? null : `not happy after resume: ${said(check)}`
}

export function said({ exitCode, stdout, stderr }: Ended): string {
  return `${exitCode ?? 'a signal'}\n${stdout}${stderr}`
}
