import { openDrill, type TestDrill } from './drill.js'
import { programsOf } from './relatives.js'
import { endSvscan, staging } from './staging.js'

/** A family of supervisors with a scanner, and what its own commands say. */
export interface Scanner {
  readonly family: 'runit' | 's6'
  readonly runbook: 'reset-runit' | 'reset-s6'
  readonly scanner: string
  readonly supervisor: string
  /** Shell text: starts the scanner on a directory. */
  start(directory: string): string
  /** Shell text: prints the pid of the service in `$1`, or nothing where that is down. */
  readonly pid: string
  /** Shell text: starts the service in `$1`, although it is normally down. */
  readonly up: string
}

export const scanners: readonly Scanner[] = [
  {
    ...{ family: 'runit', runbook: 'reset-runit', scanner: 'runsvdir', supervisor: 'runsv' },
    start: directory => `setsid runsvdir -P ${directory} >/dev/null 2>&1 </dev/null &`,
    pid: `sv status "$1" 2>/dev/null | sed -n 's/^run: [^(]*(pid \\([0-9]*\\)).*/\\1/p'`,
    up: 'sv up "$1"',
  },
  {
    ...{ family: 's6', runbook: 'reset-s6', scanner: 's6-svscan', supervisor: 's6-supervise' },
    start: directory => `setsid s6-svscan ${directory} >/dev/null 2>&1 </dev/null &`,
    pid: `s6-svstat -o pid "$1" 2>/dev/null | grep -v '^-1$' || :`,
    up: 's6-svc -u "$1"',
  },
]

/**
 * Services in /etc/service: `a` with a log, `b`, `hand` (normally down, and up), `rest` (normally down), `slow` to stop, and
 * `solid`, which is a real directory. Another scanner of the same family keeps `other` in /usr/local/elsewhere.
 */
export async function openScanned({ family, scanner, start, up }: Scanner): Promise<TestDrill> {
  const drill = await openDrill('empty', { respawn: false })
  await drill.sh(`${staging}${endSvscan}
    mkdir -p /usr/local/bin /usr/local/elsewhere
    ${family === 'runit' ? `cp '${programsOf(family)}'/* /usr/local/bin/` : ''}
    for name in a b hand rest other; do service /usr/local/$name; done; touch /usr/local/hand/down /usr/local/rest/down
    service /usr/local/slow 'trap "sleep 2; exit" TERM; while :; do sleep 0.1; done'
    log /usr/local/a; service /etc/service/solid
    ln -s /usr/local/other /usr/local/elsewhere/
    for name in a b hand rest slow; do ln -s /usr/local/$name /etc/service/; done
    ${start('/etc/service')}
    ${start('/usr/local/elsewhere')}
    set -- /usr/local/hand; until ${up} 2>/dev/null; do sleep 0.05; done
    pgrep -x ${scanner} | wc -l`)
  return drill
}

/** `name pid`, for each service that its own command calls up. */
export async function running(drill: TestDrill, { pid }: Scanner): Promise<Readonly<Record<string, string>>> {
  const text = await drill.sh(`
    status() { ${pid}; }
    for name in a b hand rest slow other; do echo "$name $(status /usr/local/$name)"; done
    echo "solid $(status /etc/service/solid)"`)
  return Object.fromEntries(
    text.split('\n').flatMap(line => (/ \d/.test(line) ? [line.split(' ') as [string, string]] : [])),
  )
}

/** Waits until all run that should, and says which pids they have. */
export async function untilRunning(
  drill: TestDrill,
  scanner: Scanner,
): Promise<Readonly<Record<string, string>>> {
  await drill.sh(`
    status() { ${scanner.pid}; }
    for directory in /usr/local/a /usr/local/b /usr/local/hand /usr/local/slow /usr/local/other /etc/service/solid; do
      until [ -n "$(status $directory)" ]; do sleep 0.05; done
    done`)
  return running(drill, scanner)
}
