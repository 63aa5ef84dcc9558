import { expect, it } from 'vitest'
import { openDrill } from './support/drill.js'
import { staging, untilUp } from './support/staging.js'

/** Names, process titles and output that would do something to a terminal: colours, its title, its screen, its direction. */
const evil = `${staging}
  esc=$(printf '\\033'); bell=$(printf '\\007'); csi=$(printf '\\302\\233'); turn=$(printf '\\342\\200\\256')
  name="\${esc}[31mred\${csi}2J\${turn}x
y"
  service "/usr/local/$name" "exec bash -c 'exec -a \${esc}]0\\;pwned\${bell} sleep 1000000'"
  ln -s "/usr/local/$name" "/etc/service/$name"
  ln -s "/nowhere/\${esc}[2J" "/etc/service/dangling\${esc}[1m"
  mkdir -p /var/lib/evil
  printf 'version: 1\\nname: evil\\ntitle: "T\\\\e]0;pwned\\\\a"\\nsteps:\\n  - id: a\\n    name: "N\\\\e[2J"\\n    run: [printf, "\\\\\\\\033[2J\\\\\\\\033]0;pwned\\\\\\\\007over\\\\\\\\rhidden"]\\n' >/var/lib/evil/evil.yaml`

it('nothing of what others have named, titled or printed reaches a terminal as it is, whatever command shows it', async () => {
  const drill = await openDrill('empty', { prepare: evil })
  await untilUp(drill, ...(await drill.sh('printf %s "$(ls -d /etc/service/*red*)"').then(path => [path])))
  for (const argv of [
    ['check'],
    ['check', '--full'],
    ['check', '--format', 'nagios'],
    ['check', '--format', 'openmetrics'],
    ['check', '\x1b[31mnone'],
    ['--dry-run'],
    ['--dry-run', '--json'],
    ['repair', '--dry-run'],
    ['runbook', 'show', '/var/lib/evil/evil.yaml', '--markdown'],
    ['runbook', 'lint', '/var/lib/evil/\x1b[31m.yaml'],
    ['run', '/var/lib/evil/evil.yaml', '--yes', '--verbose'],
    ['run', '/var/lib/evil/evil.yaml', '--dry-run'],
    ['--yes', '--verbose'],
    ['--\x1b[31m'],
    ['runs'],
    ['runs', '2'],
    ['runs', '\x1b[31m'],
  ]) {
    const { stdout, stderr } = await drill.svreset(...argv)
    expect.soft(`${stdout}${stderr}`.trim(), argv.join(' ')).not.toBe('')
    const obeyed = /[^\P{Cc}\n\t]|[\p{Cf}\p{Zl}\p{Zp}]/u.exec(`${stdout}${stderr}`)
    expect
      .soft(
        obeyed === null
          ? null
          : JSON.stringify(obeyed.input.slice(Math.max(0, obeyed.index - 60), obeyed.index + 20)),
        argv.join(' '),
      )
      .toBe(null)
  }
  const run = (
    await drill.sh(`cd /var/lib/svreset/runs; grep -l '"name":"evil"' */journal.jsonl | cut -d/ -f1`)
  ).trim()
  const { stdout } = await drill.svreset('runs', run, '--verbose')
  expect(stdout).toMatch(/^ +over\n +hidden\n/m)
  expect(stdout).not.toMatch(/[^\P{Cc}\n\t]/u)
})
