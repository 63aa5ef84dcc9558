import { expect, it } from 'vitest'
import { openDrill } from '../support/drill.js'
import { linksOf } from '../support/links.js'

it('a disk that takes a part of a file only: no link goes before restore.sh and the manifest are whole', async () => {
  const drill = await openDrill('happy')
  const before = await linksOf(drill)
  const ends = new Set<string>()
  for (const kibibytes of [12, 16, 20, 24, 28, 32]) {
    await drill.sh(
      'mkdir -p /var/lib/svreset; mount -t tmpfs -o mode=700,size="$1"k none /var/lib/svreset',
      String(kibibytes),
    )
    const { exitCode } = await drill.svreset('--yes')
    if (exitCode === 0) ends.add('done')
    else if ((await linksOf(drill)).length < before.length) {
      ends.add('links out')
      // Half a script would have lost links, or not be valid.
      await drill.sh('sh /var/lib/svreset/runs/*/restore.sh')
    } else ends.add('nothing gone')
    expect(await linksOf(drill), `${kibibytes} KiB`).toEqual(before)
    await drill.sh(`until svstat /etc/service/tinydns | grep -q ": up"; do sleep 0.05; done
      umount /var/lib/svreset`)
  }
  expect([...ends].sort()).toEqual(['done', 'links out', 'nothing gone'])
})
