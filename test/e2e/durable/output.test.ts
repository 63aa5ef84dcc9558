import { expect, it } from 'vitest'
import { openDrill } from '../support/drill.js'
import { linksOf } from '../support/links.js'
import { expectHealthy, staging, untilUp } from '../support/staging.js'

/** A terminal that goes away (EIO) has its own test: ../hangup.test.ts. */
it.each([
  {
    what: 'a pipe that nobody reads any more (EPIPE)',
    run: '{ svreset --yes --verbose; echo $? >/etc/code; } | head -n 1',
  },
  { what: 'the same, for both', run: '{ svreset --yes --json 2>&1; echo $? >/etc/code; } | :' },
  { what: 'a full disk (ENOSPC)', run: 'svreset --yes >/dev/full 2>&1; echo $? >/etc/code' },
  { what: 'nothing at all (EBADF)', run: 'svreset --yes >&- 2>&- <&-; echo $? >/etc/code' },
])('finishes the run where its output goes to $what', async ({ run }) => {
  const drill = await openDrill('empty', {
    prepare: `${staging}
      service /usr/local/a; ln -s /usr/local/a /etc/service/a; service /usr/local/b; ln -s /usr/local/b /etc/service/b`,
  })
  await untilUp(drill, '/etc/service/a', '/etc/service/b')
  const before = await linksOf(drill)
  await drill.sh(run)
  expect(await drill.sh('cat /etc/code')).toBe('0\n')
  expect(await linksOf(drill)).toEqual(before)
  await drill.sh(`grep -q '"how":"done"' /var/lib/svreset/runs/*/journal.jsonl`)
  await expectHealthy(drill, 2)
})
