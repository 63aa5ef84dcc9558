import type { ExpectStatic } from 'vitest'
import { checkJson } from './check.js'
import type { TestDrill } from './drill.js'
import { sicknessFunctions } from './sicknesses.js'

/** Pid and start time of what the healthy services of the scenario `happy` run, and of their logs. */
export async function bystanders(drill: TestDrill): Promise<string> {
  return drill.sh(`for name in dnscache nginx tinydns; do for directory in /etc/service/$name /etc/service/$name/log; do
    pid=$(svstat $directory | sed -n 's/.*(pid \\([0-9]*\\)).*/\\1/p'); echo "$directory $pid $(cut -d' ' -f22 /proc/$pid/stat)"
  done; done`)
}

/** Shell functions: \`until_\`, \`up\`, and \`app\` with a run, linked and up with its log. */
export const makingApp = `${sicknessFunctions}
d=/usr/local/app
app() {
  mkdir -p $d/log
  printf '#!/bin/sh\\nexec 2>&1\\n%s\\n' "$1" >$d/run; printf '#!/bin/sh\\nexec multilog t ./main\\n' >$d/log/run
  chmod 755 $d/run $d/log/run
}
app_up() { ln -s $d /etc/service/app; until_ 'up $d && up $d/log'; sleep 1.2; }
`

/** Repairs, and says what is left; nothing that was healthy was touched. */
export async function repaired(drill: TestDrill, expect: ExpectStatic): Promise<readonly string[]> {
  const before = await bystanders(drill)
  const { stderr } = await drill.run(['svreset', 'repair', '--yes', '--json'], { timeout: 120_000 })
  expect(stderr.replace(/^svreset: checking again.*\n/, '')).toBe('')
  expect(await bystanders(drill)).toBe(before)
  return (await checkJson(drill)).findings.map(({ id, service }) => `${id} ${service}`)
}
