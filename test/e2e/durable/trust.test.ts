import { expect, it } from 'vitest'
import { openDrill } from '../support/drill.js'
import { killAt } from '../support/killed.js'
import { linksOf } from '../support/links.js'
import { expectRefusal, fingerprint, staging, untilUp } from '../support/staging.js'

const prepare = `${staging}
service /usr/local/a; ln -s /usr/local/a /etc/service/a
service /usr/local/b; ln -s /usr/local/b /etc/service/b`

it('a state directory that others could have written is neither read nor written, whoever asks', async () => {
  const drill = await openDrill('empty', { prepare })
  await untilUp(drill, '/etc/service/a', '/etc/service/b')
  await drill.sh('mkdir /usr/local/p; touch -d @0 /usr/local/p')
  const before = await fingerprint(drill)
  const places: readonly (readonly [string, string, ...string[]])[] = [
    ['mkdir -m 777 /usr/local/p/s', '/usr/local/p/s', 'others may write to it (mode 0777)'],
    ['mkdir -m 720 /usr/local/p/s', '/usr/local/p/s', 'others may write to it (mode 0720)'],
    ['mkdir -m 700 /usr/local/p/s; chown 65534 /usr/local/p/s', '/usr/local/p/s', 'belongs to uid 65534'],
    ['mkdir -m 755 /usr/local/p/real; ln -s real /usr/local/p/s', '/usr/local/p/s', 'is a symbolic link'],
    ['mkfifo /usr/local/p/s', '/usr/local/p/s', 'is not a directory'],
    // A parent, though sticky; and one that is not there yet, below it.
    ['mkdir -m 1777 /usr/local/p/s', '/usr/local/p/s/state', '/usr/local/p/s: others may write'],
    [
      'mkdir /usr/local/p/s; mkdir -m 777 /usr/local/p/s/runs',
      '/usr/local/p/s',
      '/usr/local/p/s/runs: others may write',
    ],
    [
      'mkdir /usr/local/p/s /usr/local/p/real; ln -s ../real /usr/local/p/s/runs',
      '/usr/local/p/s',
      'symbolic link',
    ],
  ]
  const commands = [['--yes'], ['--dry-run'], ['restore', '--yes'], ['resume', '--yes']]
  for (const [index, [script, directory, ...words]] of places.entries()) {
    await drill.sh(`rm -rf /usr/local/p/s /usr/local/p/real; ${script}`)
    for (const command of index === 0 ? commands : [commands[index % commands.length] ?? []]) {
      const result = await drill.svreset(...command, '--state-dir', directory)
      expectRefusal(result, 'unable to trust state directory', ...words)
    }
  }
  await drill.sh('rm -rf /usr/local/p/s /usr/local/p/real; touch -d @0 /usr/local/p')
  expect(await fingerprint(drill)).toBe(before)
})

it('takes up no run whose files another could have put there', async () => {
  const drill = await openDrill('empty', { prepare })
  await untilUp(drill, '/etc/service/a', '/etc/service/b')
  await killAt(drill, 'stop')
  await drill.sh('cp -a /var/lib/svreset /usr/local/kept')
  const before = await linksOf(drill)
  const intrusions: readonly (readonly [string, ...string[]])[] = [
    ['chmod 666 journal.jsonl', 'journal', 'others may write'],
    ['chown 65534 journal.jsonl', 'journal', 'belongs to uid 65534'],
    ['ln journal.jsonl twin', 'journal', 'hard link'],
    ['mv journal.jsonl real; ln -s real journal.jsonl', 'journal', 'symbolic link'],
    ['rm journal.jsonl; mkfifo journal.jsonl', 'journal', 'it is not a regular file'],
    ['chmod 666 manifest.yaml', 'manifest', 'others may write'],
    ['rm manifest.yaml; mkfifo manifest.yaml', 'manifest', 'it is not a regular file'],
    ['chmod 770 .', 'others may write'],
    ['mv "$PWD" ../elsewhere; ln -s elsewhere "$PWD"', 'symbolic link'],
  ]
  for (const [script, ...words] of intrusions) {
    await drill.sh(`cd /var/lib/svreset/runs/*-*; ${script}`)
    expectRefusal(await drill.svreset('resume', '--yes'), 'unable to trust', ...words)
    await drill.sh(
      'find /var/lib/svreset -mindepth 1 -maxdepth 1 -exec rm -rf {} +; cp -a /usr/local/kept/. /var/lib/svreset/',
    )
  }
  expect(await linksOf(drill)).toEqual(before)
  expect((await drill.svreset('resume', '--yes')).exitCode).toBe(0)
})
