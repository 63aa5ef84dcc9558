import { once } from 'node:events'
import { expect, it } from 'vitest'
import { checkJson } from './support/check.js'
import { openDrill, type TestDrill } from './support/drill.js'

const told = '/etc/told'

/** Notes what it is given, one call after the other. */
const program = (more = '') => `mkdir -p ${told}; cat >/etc/tell <<'END'
#!/bin/sh
n=$(ls ${told} | wc -l)
{ printf '%s\\n' "$@"; echo ---; env; echo ---; pwd; echo ---; cat; } >${told}/.new && mv ${told}/.new "${told}/$n"
${more}
END
chmod 755 /etc/tell`

async function watching(drill: TestDrill, ...words: string[]) {
  const child = drill.spawn(['env', 'SECRET=1', 'svreset', 'check', '--watch', '0.2', ...words], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = { text: '', exited: once(child, 'exit') }
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', chunk => {
      output.text += chunk
    })
  while (!/HAPPY|WARNING/.test(output.text)) await once(child.stdout as NodeJS.ReadableStream, 'data')
  return output
}

const down = 'svc -d /etc/service/tinydns'
const up = 'svc -u /etc/service/tinydns'
const untilTold = `until [ -e ${told}/0 ]; do sleep 0.05; done; cat ${told}/0`

it('--on-change runs argv, no shell, with a clean environment, and gives it the check and the changes', async () => {
  const drill = await openDrill('happy', { prepare: program() })
  await checkJson(drill)
  const argv = JSON.stringify(['/etc/tell', '$(touch /etc/marker)', 'two words'])
  const watch = await watching(drill, '--on-change', argv)
  await drill.sh(down)
  const [words, environment = '', place, input = ''] = (await drill.sh(untilTold)).split('---\n')
  expect(words).toBe('$(touch /etc/marker)\ntwo words\n')
  const names = environment.match(/^\w+(?==)/gm) ?? []
  expect(names.filter(name => !['PWD', 'OLDPWD', 'SHLVL', '_'].includes(name)).sort()).toEqual([
    'LC_ALL',
    'PATH',
  ])
  expect(place).toBe('/\n')
  const json = JSON.parse(input)
  expect(json).toMatchObject({ schema: 'svreset/check/1', before: 'happy', verdict: 'warning' })
  expect(json.changes).toContainEqual({ kind: 'appeared', id: 'service-wanted-down', service: 'tinydns' })
  expect((await drill.run(['test', '-e', '/etc/marker'])).exitCode).toBe(1)
  await drill.sh('pkill -INT -f "[c]heck --watch"')
  expect(await watch.exited).toEqual([130, null])
})

it('a command that hangs stops neither the watch nor its end, and nothing of it is left; one that fails is named', async () => {
  const drill = await openDrill('happy', { prepare: program('sleep 12345 & sleep 12345') })
  await checkJson(drill)
  const watch = await watching(drill, '--on-change', '/etc/tell')
  await drill.sh(down)
  await drill.sh(untilTold)
  await drill.sh(up)
  while (!/- service-wanted-down/.test(watch.text)) await new Promise(resolve => setTimeout(resolve, 50))
  await drill.sh('pkill -INT -f "[c]heck --watch"')
  expect(await watch.exited).toEqual([130, null])
  expect((await drill.run(['pgrep', '-f', 'sleep 12345'])).stdout).toBe('')
  expect((await drill.sh('ps -A -o stat= | grep -c "^Z" || :')).trim()).toBe('0')

  const failing = await watching(drill, '--on-change', 'false', '--until', 'sick')
  await drill.sh('rm /usr/local/tinydns/run; svc -t /etc/service/tinydns')
  expect(await failing.exited).toEqual([2, null])
  expect(failing.text).toContain('svreset: the command of --on-change failed: false exited with 1')
})

it('--until ends at that verdict, and implies --watch; a word that is no command is refused before anything', async () => {
  const drill = await openDrill('happy')
  await drill.sh(down)
  const child = drill.spawn(['svreset', 'check', '--until', 'happy'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  await once(child.stdout as NodeJS.ReadableStream, 'data')
  await drill.sh(up)
  expect(await exited).toEqual([0, null])
  const refused = await drill.svreset('check', '--watch', '--on-change', '[1]')
  expect([refused.exitCode, refused.stderr]).toEqual([
    3,
    expect.stringContaining('a JSON array of a program'),
  ])
})
