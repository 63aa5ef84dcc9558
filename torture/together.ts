import { type Arena, openArena, untilUp } from './arena.js'
import { isSame, linksOf } from './links.js'
import type { Tally } from './tally.js'

/** A service that does not stop before it is told by SIGKILL: as long as it lives, the run that stops it is at work. */
const stubborn = {
  scenario: 'empty',
  prepare: `
for n in 1 2; do
  mkdir -p "/usr/local/stubborn-$n"
  printf '#!/bin/sh\\ntrap "" TERM\\nwhile :; do sleep 0.1; done\\n' >"/usr/local/stubborn-$n/run"
  chmod 755 "/usr/local/stubborn-$n/run"
done
ln -s /usr/local/stubborn-1 /etc/service/stubborn-1
mkdir -m 755 /etc/second
mount -n -t tmpfs -o mode=755 second /etc/second
ln -s /usr/local/stubborn-2 /etc/second/stubborn-2
`,
}

/** Shell text: starts a run in the background; what it says and how it ends is in /etc/runs/NAME.*. */
const startRun = `
mkdir -p /etc/runs
begin() {
  name=$1; shift
  ( "$@" >"/etc/runs/$name.out" 2>&1 & echo $! >"/etc/runs/$name.pid"; code=0; wait $! || code=$?
    echo "$code" >"/etc/runs/$name.new"; mv "/etc/runs/$name.new" "/etc/runs/$name.code" ) &
}
ended() { ls /etc/runs | grep -c 'code$' || :; }
# The order must have reached it: what ended before would be started again.
free() {
  until svstat "/usr/local/stubborn-$1" | grep -q 'want down'; do sleep 0.05; done
  kill -KILL $(svstat "/usr/local/stubborn-$1" | sed -n 's/.*(pid \\([0-9]*\\)).*/\\1/p')
}
`

export async function together(self: readonly string[], tally: Tally): Promise<void> {
  await scene(self, tally, '50 resets of one directory, started together', fifty)
  await scene(self, tally, 'two directories at once', twoDirectories)
}

async function scene(
  self: readonly string[],
  tally: Tally,
  what: string,
  operation: (arena: Arena) => Promise<string | null>,
): Promise<void> {
  const arena = await openArena(self, stubborn)
  try {
    await arena.sh(untilUp, '/usr/local/stubborn-1')
    tally.note(what, await operation(arena).catch(String))
  } finally {
    await arena.close()
  }
}

/** One acts for as long as the others try; each of these is refused, and told who is at work. */
async function fifty(arena: Arena): Promise<string | null> {
  const links = await linksOf(arena)
  const told = await arena.sh(
    `${startRun}
    for n in $(seq 50); do begin $n "$@" --yes --stop-timeout 100s; done
    for tries in $(seq 1500); do [ "$(ended)" -ge 49 ] && break; sleep 0.05; done
    free 1
    wait
    for n in $(seq 50); do
      echo "$n $(cat /etc/runs/$n.code) $(cat /etc/runs/$n.pid) $(grep -o 'pid [0-9]* of uid' /etc/runs/$n.out | tr -d 'a-z ')"
    done
    ls /var/lib/svreset/runs | wc -l`,
    ...arena.self,
  )
  const lines = told.trim().split('\n')
  const runs = Number(lines.pop())
  const ends = lines.map(line => line.split(' '))
  const acted = ends.filter(([, code]) => code === '0')
  const [winner] = acted
  const refused = ends.filter(([, code, , named]) => code === '3' && named === winner?.[2])
  if (acted.length !== 1 || refused.length !== 49 || runs !== 1)
    return `${acted.length} acted, ${refused.length} were refused and told of pid ${winner?.[2]}, ${runs} runs are noted\n${told}`
  if (!isSame(await linksOf(arena), links)) return 'the links are others'
  const check = await arena.svreset('check')
  return check.exitCode === 0 ? null : `not happy afterwards:\n${check.stdout}`
}

/** Both have removed their links before either can go on. */
async function twoDirectories(arena: Arena): Promise<string | null> {
  const before = [await linksOf(arena), await linksOf(arena, '/etc/second')]
  await arena.sh('setsid svscan /etc/second </dev/null >/dev/null 2>&1 &')
  await arena.sh(untilUp, '/usr/local/stubborn-2')
  const codes = await arena.sh(
    `${startRun}
    begin one "$@" --yes --stop-timeout 100s --service-dir /etc/service
    begin two "$@" --yes --stop-timeout 100s --service-dir /etc/second --restart-method manual
    empty() { [ -z "$(ls /etc/service)$(ls /etc/second)" ]; }
    for tries in $(seq 400); do empty && break; [ "$(ended)" -eq 0 ] || break; sleep 0.05; done
    empty && both=both || both=one
    free 1
    free 2
    wait
    echo $both $(cat /etc/runs/one.code /etc/runs/two.code)
    cat /etc/runs/*.out`,
    ...arena.self,
  )
  if (!codes.startsWith('both 0 0')) return `not both at once, or not to the end: ${codes}`
  const after = [await linksOf(arena), await linksOf(arena, '/etc/second')]
  return isSame(after.flat(), before.flat()) ? null : 'the links are others'
}
