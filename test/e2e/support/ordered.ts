import { openLastingDrill, type TestDrill } from './drill.js'
import { staging } from './staging.js'

const names = ['plain', 'off', 'off-log', 'once', 'ended', 'paused', 'by-hand', 'off-by-hand']
const parts = names.flatMap(name => [`/etc/service/${name}`, `/etc/service/${name}/log`]).join(' ')

/** Each `run` writes a line into /usr/local/ran/NAME: what was told to be down is never started, not even for a moment. */
const prepare = `${staging}
mkdir /usr/local/ran
for name in ${names.join(' ')}; do
  service /usr/local/$name "echo >>/usr/local/ran/$name; exec sleep 1000000"
  log /usr/local/$name
  ln -s /usr/local/$name /etc/service/$name
done
printf '#!/bin/sh\\necho >>/usr/local/ran/ended\\n' >/usr/local/ended/run
touch /usr/local/ended/down /usr/local/by-hand/down /usr/local/off-by-hand/down`

/** Shell text: waits until svstat says this of a service. */
const until = (name: string, words: string) =>
  `until svstat /etc/service/${name} | grep -q '${words}'; do sleep 0.05; done`

/** Services with every order that a person can give, and logs. */
export async function openOrdered(): Promise<TestDrill> {
  const drill = await openLastingDrill('empty', { prepare })
  await drill.sh(`cd /etc/service
    for part in ${parts}; do until svok $part; do sleep 0.05; done; done
    ${['plain', 'off', 'once', 'paused'].map(name => until(name, ': up')).join('; ')}
    svc -u by-hand off-by-hand; svc -o ended
    ${until('by-hand', ': up')}; ${until('off-by-hand', ': up')}
    until [ -s /usr/local/ran/ended ] && svstat ended | grep -q ': down'; do sleep 0.05; done
    rm /usr/local/ended/down
    svc -d off off-log/log off-by-hand; svc -o once; svc -p paused
    ${until('off', ': down')}; ${until('off-log/log', ': down')}; ${until('off-by-hand', ': down')}
    ${until('paused', 'paused')}
    until [ "$(od -An -tu1 -j17 -N1 once/supervise/status)" -eq 0 ]; do sleep 0.05; done`)
  return drill
}

/** What svstat says of each, without pids and seconds; and which files \`down\` there are. */
export function statesOf(drill: TestDrill): Promise<string> {
  return drill.sh(
    `svstat ${parts} | sed 's/ (pid [0-9]*)//; s/ [0-9]* seconds//'; ls /usr/local/*/down /usr/local/*/log/down 2>/dev/null || :`,
  )
}

/** The same, as soon as it is so; it throws what it is if it does not become so. */
export async function untilStates(drill: TestDrill, states: string): Promise<string> {
  for (let tries = 0; tries < 60; tries++) {
    if ((await statesOf(drill)) === states) break
    await new Promise(resolve => setTimeout(resolve, 250))
  }
  return statesOf(drill)
}

/** How often each `run` was started. */
export async function startsOf(drill: TestDrill, name: string): Promise<number> {
  return Number(await drill.sh('wc -l <"/usr/local/ran/$1"', name))
}
