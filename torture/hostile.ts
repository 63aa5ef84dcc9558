import { join } from 'node:path'
import { type Arena, openArena, untilUp } from './arena.js'
import { dryPass, type Point } from './inject.js'
import { said } from './judge.js'
import { isSame, linksOf } from './links.js'
import { spread } from './spread.js'
import type { Subject } from './subjects.js'
import type { Tally } from './tally.js'
import { type Job, work } from './workers.js'

/** Below a directory that may be renamed: the drill's own svscan directory is a mount. */
const directory = '/usr/local/second'
const moved = '/usr/local/second.moved'
/** Where somebody would like root to make links, or to remove some: one of a name that the run knows. */
const decoy = '/usr/local/decoy'

const arena = {
  scenario: 'empty',
  prepare: `
for name in one two; do
  mkdir -p "/usr/local/$name"
  printf '#!/bin/sh\\nexec sleep 1000000\\n' >"/usr/local/$name/run"
  chmod 755 "/usr/local/$name/run"
done
mkdir ${directory} ${decoy}
ln -s /usr/local/one /usr/local/two ${directory}/
ln -s /etc/passwd ${decoy}/one
`,
  once: true,
}

const subject: Subject = {
  name: 'reset while the directory changes',
  beginsAnew: true,
  arena,
  passes: 'few',
  argv: ['--yes', '--service-dir', directory, '--restart-method', 'manual'],
  async stage(arena) {
    await arena.sh(`
      [ -n "$(pgrep -f '^svscan ${directory}$')" ] || setsid svscan ${directory} </dev/null >/dev/null 2>&1 &
      exec sh -ec '${untilUp.replaceAll("'", `'\\''`)}' sh /usr/local/one /usr/local/two`)
  },
}

/** What somebody who owns the parent does between two calls, and how it is taken back. */
const changes = {
  'is renamed': { make: `mv ${directory} ${moved}`, undo: `mv ${moved} ${directory}` },
  'becomes a link elsewhere': {
    make: `mv ${directory} ${moved}; ln -s ${decoy} ${directory}`,
    undo: `rm ${directory}; mv ${moved} ${directory}`,
  },
  'becomes another, empty directory': {
    make: `mv ${directory} ${moved}; mkdir ${directory}`,
    undo: `rmdir ${directory}; mv ${moved} ${directory}`,
  },
} as const

export interface HostileOptions {
  readonly self: readonly string[]
  readonly scratch: string
  readonly width: number
  /** At most so many, evenly spread; null: a change of each kind between any two calls. */
  readonly most: number | null
}

/** Between any two calls of a reset the svscan directory changes under its name: nothing is made or removed elsewhere. */
export async function hostileChanges(
  { self, scratch, width, most }: HostileOptions,
  tally: Tally,
): Promise<void> {
  const first = await openArena(self, arena)
  const points = await dryPass(first, subject, join(scratch, 'hostile.log')).finally(first.close)
  const names = Object.keys(changes) as (keyof typeof changes)[]
  const all = points.flatMap(point => names.map(name => ({ point, name })))
  const chosen = spread(all, most)
  tally.expect(chosen.length)
  const jobs = chosen.map(
    ({ point, name }, index): Job => ({
      arena,
      async run(arena) {
        const log = join(scratch, `hostile-${index}.log`)
        const what = `${point.label}: then the svscan directory ${name}`
        tally.note(what, await strikeHostile(arena, point, changes[name], log).catch(String))
        return 'used'
      },
    }),
  )
  await work(jobs, width, self)
}

async function strikeHostile(
  arena: Arena,
  point: Point,
  change: { readonly make: string; readonly undo: string },
  log: string,
): Promise<string | null> {
  await arena.sh('rm -rf /var/lib/svreset')
  await subject.stage(arena)
  const links = await linksOf(arena, directory)
  const decoyBefore = await linksOf(arena, decoy)
  const ended = await arena.run([
    'sh',
    '-c',
    `log=$1; shift
    "$@" >/etc/said 2>&1 & tracer=$!
    # Stopped at the call, or ended without having come to it.
    while kill -0 $tracer 2>/dev/null; do
      for pid in $(pgrep -P $tracer); do
        case $(sed 's/.*) //' "/proc/$pid/stat" 2>/dev/null) in [Tt]*) grep -q 'SIGSTOP' "$log" && break 2 ;; esac
      done
      sleep 0.02
    done
    ${change.make}
    [ -z "\${pid-}" ] || kill -CONT "$pid" 2>/dev/null
    code=0; wait $tracer || code=$?
    cat /etc/said
    exit $code`,
    'sh',
    log,
    ...['strace', '-o', log, '-y', '-e', `inject=${point.call}:signal=STOP:when=${point.nth}`],
    ...arena.selfPredictable,
    ...subject.argv,
  ])
  if (ended.stdout.includes('this is a bug')) return `svreset takes the change for a bug: ${said(ended)}`
  if (!isSame(await linksOf(arena, decoy), decoyBefore))
    return `links were made or removed elsewhere: ${said(ended)}`
  const there = await arena.sh(
    `if [ -d ${moved} ] && [ -d ${directory} ] && [ ! -L ${directory} ]; then ls -A ${directory}; fi`,
  )
  if (there.trim() !== '') return `something was made in the other directory: ${there}\n${said(ended)}`
  // Nor does a way back go astray while the change stands.
  await arena.svreset('restore', '--yes', '--service-dir', directory)
  await arena.sh('for f in /var/lib/svreset/runs/*/restore.sh; do [ ! -e "$f" ] || sh "$f" || :; done')
  if (!isSame(await linksOf(arena, decoy), decoyBefore)) return 'a way back made or removed links elsewhere'
  await arena.sh(change.undo)
  const restored = await arena.svreset('restore', '--yes', '--service-dir', directory)
  if (restored.exitCode !== 0) return `restore ended with ${said(restored)}`
  const now = await linksOf(arena, directory)
  return isSame(now, links) ? null : `after restore the links are ${JSON.stringify(now)}\n${said(ended)}`
}
