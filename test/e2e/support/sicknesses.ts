/** A way to make one service, or svscan itself, sick: several of them go together. */
export interface Sickness {
  readonly name: string
  /** Shell text; $1 is the service, $d its directory. Returns when the service is sick. */
  readonly script: string
  /** Shell text as `script`, for when all are sick: what it changes others change back. */
  readonly atLast?: string
  /** What `check` still finds when all that can be cured is cured. */
  readonly left?: (service: string) => string
  /** The service is down then, as somebody has ordered. */
  readonly down?: true
  /** svscan itself: one of these at a time. */
  readonly ofSvscan?: true
  /** Nobody reads what svscan complains of. */
  readonly unread?: true
  /** Every service is handed over to another svscan. */
  readonly handsOver?: true
  /** svscanboot was started anew meanwhile: it has told every supervise that it found to exit. */
  readonly bootsAgain?: true
  /** svscan complains of it at each scan: without a readproctitle it dies of that. */
  readonly complains?: true
  /** Its log must be one that locks its directory. */
  readonly multilog?: true
}

/** Shell functions that the scripts use. */
export const sicknessFunctions = `
until_() { for tries in $(seq 400); do if eval "$1"; then return 0; fi; sleep 0.05; done; echo "never: $1" >&2; exit 1; }
supervises() { for p in $(pgrep -x supervise); do [ "$(readlink /proc/$p/cwd)" != "$1" ] || echo $p; done; }
child() { pgrep -P "$(supervises $1)"; }
up() { svstat "$1" | grep -q ': up (pid'; }
fresh_copy() { cp -a $d $d.new; rm -rf $d.new/supervise $d.new/log/supervise $d.new/log/main/lock; }
until_new() { until_ '[ -n "$(supervises $d)" ] && up $d && up $d/log'; }
apart() { setsid "$@" </dev/null >/dev/null 2>&1 & }
`

export const sicknesses: readonly Sickness[] = [
  {
    name: 'its directory was deleted and replaced',
    script: 'fresh_copy; rm -rf $d; mv $d.new $d; until_new',
  },
  {
    name: 'its directory was moved away and replaced',
    script: 'fresh_copy; mv $d $d.old; mv $d.new $d; until_new',
  },
  { name: 'it has lost supervise/', script: 'rm -rf $d/supervise' },
  { name: 'its log has lost supervise/', script: 'rm -rf $d/log/supervise' },
  { name: 'both have lost supervise/', script: 'rm -rf $d/supervise $d/log/supervise' },
  {
    name: 'two supervises',
    script: `rm $d/supervise/lock; cd /usr/local; apart supervise $1; until_ '[ $(supervises $d | wc -l) = 2 ]'; cd /`,
  },
  {
    name: 'started by hand before it was linked',
    script: `
      mkdir -p $d-by-hand; printf '#!/bin/sh\\nexec sleep 1000000\\n' >$d-by-hand/run; chmod 755 $d-by-hand/run
      apart supervise $d-by-hand; until_ 'up $d-by-hand'; ln -s $d-by-hand /etc/service/`,
  },
  { name: 'unlinked', script: 'rm /etc/service/$1' },
  {
    name: 'a log came late',
    script: `
      mkdir -p $d-late; printf '#!/bin/sh\\nexec sleep 1000000\\n' >$d-late/run; chmod 755 $d-late/run
      ln -s $d-late /etc/service/; until_ 'up $d-late'; cp -a $d/log $d-late/log; rm -rf $d-late/log/supervise`,
  },
  {
    name: 'told to go down, ignores TERM',
    // An order is as old as the status file, which a svscanboot that is started again makes anew: nobody waits half a minute.
    script: `
      printf "#!/bin/sh\\nexec 2>&1\\ntrap '' TERM\\necho trapped >$d/trapped\\nwhile :; do sleep 1; done\\n" >$d/run
      svc -t $d; until_ '[ -e $d/trapped ]'; sleep 1.2; svc -d $d
      until_ 'svstat $d | grep -q "want down"'`,
    atLast: "touch -d '45 seconds ago' $d/supervise/status",
    left: service => `service-wanted-down ${service}`,
    down: true,
  },
  {
    name: 'paused',
    script: `svc -p $d; until_ 'svstat $d | grep -q paused'`,
    atLast: "touch -d '10 minutes ago' $d/supervise/status",
  },
  { name: 'its supervise is stopped', script: 'kill -STOP $(supervises $d)' },
  { name: 'it is stopped', script: 'kill -STOP $(child $d)' },
  { name: 'its log is stopped', script: 'kill -STOP $(child $d/log)' },
  { name: 'its status is empty', script: ': >$d/supervise/status' },
  { name: 'a link leads nowhere', script: 'ln -s /usr/local/gone-$1 /etc/service/gone-$1', complains: true },
  { name: 'a second link', script: 'ln -s $d /etc/service/also-$1' },
  {
    name: 'a process was left over',
    script: 'setsid sleep 1000001 </dev/null >/proc/$(supervises $d)/fd/1 2>&1 &',
  },
  {
    name: 'it ended after svc -o',
    script: `svc -o $d; until_ '[ "$(tail -c1 $d/supervise/status | od -An -tu1 | tr -d " ")" = 0 ]'; kill $(child $d); until_ 'svstat $d | grep -q ": down"'`,
    down: true,
  },
  {
    name: 'its supervise was killed',
    script: `old=$(supervises $d); kill -9 $old; until_ '[ -n "$(supervises $d | grep -vx $old)" ] && up $d'`,
  },
  {
    name: 'the supervise of its log was killed',
    script: `old=$(supervises $d/log); kill -9 $old; until_ '[ -n "$(supervises $d/log | grep -vx $old)" ]'`,
    multilog: true,
  },
  {
    name: 'svscan was killed',
    script: `pkill -9 -x svscan; until_ '! pgrep -x svscan'`,
    left: () => 'svscanboot-missing',
    ofSvscan: true,
    handsOver: true,
  },
  {
    name: 'svscanboot was killed',
    script: `old=$(pgrep -x svscan); kill -9 $(ps -o ppid= -p $old); until_ '[ $(pgrep -x svscan | wc -l) = 2 ]'; sleep 6`,
    bootsAgain: true,
    ofSvscan: true,
    handsOver: true,
  },
  {
    name: 'one svscan has it, another one its log',
    bootsAgain: true,
    // The older one lives on without svscanboot; the younger one is what init has started since.
    script: `
      older=$(pgrep -x svscan); kill -9 $(ps -o ppid= -p $older); until_ '[ $(pgrep -x svscan | wc -l) = 2 ]'; sleep 6
      younger=$(pgrep -x svscan | grep -vx $older)
      parent() { ps -o ppid= -p "$(supervises $1)" | tr -d ' '; }
      kill -STOP $younger; svc -dx $d $d/log
      until_ '[ "$(parent $d)" = $older ] && [ "$(parent $d/log)" = $older ] && up $d/log'; kill -CONT $younger
      kill -STOP $older; svc -dx $d/log; until_ '[ "$(parent $d/log)" = $younger ]'; kill -CONT $older`,
    ofSvscan: true,
    handsOver: true,
  },
  { name: 'readproctitle was killed', script: 'pkill -9 -x readproctitle', ofSvscan: true, unread: true },
  { name: 'svscan is stopped', script: 'kill -STOP $(pgrep -x svscan)', ofSvscan: true },
]
