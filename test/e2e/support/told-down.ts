import { openLastingDrill, type TestDrill } from './drill.js'
import { staging } from './staging.js'

/** `app` writes a line into /usr/local/ran/app whenever it is started, and its log into /usr/local/ran/log. */
const prepare = `${staging}
mkdir /usr/local/ran
service /usr/local/app 'echo >>/usr/local/ran/app; exec sleep 1000007'
service /usr/local/plain
log /usr/local/plain
ln -s /usr/local/plain /etc/service/plain`

const linked = `
ln -s /usr/local/app /etc/service/app`

const logged = `
mkdir -p /usr/local/app/log
printf '#!/bin/sh\\necho >>/usr/local/ran/log\\nexec multilog t ./main +app\\n' >/usr/local/app/log/run
chmod 755 /usr/local/app/log/run`

/** Shell functions for what a person does. */
const verbs = `
says() { until svstat "$1" | grep -q "$2"; do sleep 0.05; done; }
add_log() { mkdir app/log; cp plain/log/run app/log/run; }
started() { until [ "$(wc -l </usr/local/ran/app)" -ge "$1" ]; do sleep 0.05; done; }
`

/** A sickness that concerns a service, or a log, that somebody has told to be down. */
export interface ToldDown {
  readonly name: string
  /** Whom. */
  readonly part: 'app' | 'app/log'
  readonly prepare: string
  readonly respawn?: false
  /** Shell text. */
  readonly stage: string
}

const up = "says app ': up'; started 1"
const off = "svc -d app; says app ': down'"
const logOff = "says app/log ': up'; svc -d app/log; says app/log ': down'"
const logEnded = `says app/log ': up'; svc -o app/log
  until [ "$(od -An -tu1 -j17 -N1 app/log/supervise/status)" -eq 0 ]; do sleep 0.05; done
  pkill -f '^multilog t ./main [+]ap[p]'; says app/log ': down'`

/** svscan and svscanboot are killed, and nobody starts them again. */
const orphan =
  'pkill -KILL -x svscanboot; pkill -KILL -x svscan; while pgrep -x svscan >/dev/null; do sleep 0.05; done'

/** app and its log are deployed anew, but for the log's directory: svscan makes a new pipe, and the old log has the lock. */
const deploy = `rm /etc/service/app; svc -dx app; mkdir new; mv app/log new/log; cp app/run new/run
  while pgrep -f '^supervise app' >/dev/null; do sleep 0.05; done
  mv app old; mv new app; ln -s /usr/local/app /etc/service/app; started 2
  until ps -A -ww -o args= | grep -q 'unable to acquire log/supervise/loc[k]'; do sleep 0.05; done`

export const unlinked: ToldDown = {
  name: 'renew: an orphan without a link',
  ...{ part: 'app', prepare: linked, respawn: false },
  stage: `${up}; ${off}; rm /etc/service/app; ${orphan}`,
}

export const logOfOrphan: ToldDown = {
  name: 'renew: the log of an orphan',
  ...{ part: 'app/log', prepare: linked + logged, respawn: false },
  stage: `${up}; ${logOff}; ${orphan}`,
}

/** Each of them is renewed. */
export const renewed: readonly ToldDown[] = [
  unlinked,
  logOfOrphan,
  {
    name: 'renew: the log of an orphan, which has run once',
    ...{ part: 'app/log', prepare: linked + logged, respawn: false },
    stage: `${up}; ${logEnded}; ${orphan}`,
  },
  {
    name: 'retire-log: a log that reads an old pipe',
    ...{ part: 'app/log', prepare: linked + logged },
    stage: `${up}; ${logOff}; ${deploy}`,
  },
]

/** Each of them is left to a person, as it was. */
export const left: readonly ToldDown[] = [
  {
    name: 'supervise-orphaned',
    ...{ part: 'app', prepare: linked, respawn: false },
    stage: `${up}; ${off}; ${orphan}`,
  },
  {
    name: 'supervise-unreachable',
    ...{ part: 'app', prepare: linked },
    stage: `${up}; ${off}; cp -a app/supervise app/new; rm -r app/supervise; mv app/new app/supervise`,
  },
  {
    name: 'log-not-picked-up',
    ...{ part: 'app', prepare: linked },
    stage: `${up}; ${off}; add_log`,
  },
]

export async function openToldDown({ prepare: its, respawn, stage }: ToldDown): Promise<TestDrill> {
  const drill = await openLastingDrill('empty', {
    prepare: prepare + its,
    ...(respawn === undefined ? {} : { respawn }),
  })
  await drill.sh(`${verbs} cd /usr/local; says plain ': up'; says plain/log ': up'; ${stage}`)
  return drill
}

/** What svstat says of it, how often it was started, and which files `down` there are. */
export function stateOf(drill: TestDrill, { part }: ToldDown): Promise<string> {
  return drill.sh(
    `cd /usr/local; svstat "$1" | sed 's/ [0-9]* seconds//'; wc -l "ran/\${1#app/}"; ls app/down app/log/down 2>/dev/null || :`,
    part,
  )
}
