import { describe, it } from 'vitest'
import { makingApp, repaired } from '../support/bystanders.js'
import { checkJson } from '../support/check.js'
import { openLastingDrill } from '../support/drill.js'

interface Situation {
  readonly name: string
  /** Shell text. */
  readonly make: string
  readonly id: string
  readonly says: RegExp
}

/** `written` makes run of its standard input. */
const functions = `${makingApp}
written() { mkdir -p $d; cat >$d/run; chmod 755 $d/run; ln -s $d /etc/service/app; until_ 'svstat /etc/service/app | grep -q "^/etc/service/app: \\(up\\|down\\)"'; }
`

const situations: readonly Situation[] = [
  {
    name: 'its file system is mounted noexec',
    make: `d='/usr/local/hard disk/app'; mkdir -p "/usr/local/hard disk"; mount -t tmpfs -o noexec,mode=755 none "/usr/local/hard disk"
      mkdir "$d"; printf '#!/bin/sh\\nexec sleep 1000000\\n' >"$d/run"; chmod 755 "$d/run"; ln -s "$d" /etc/service/app; sleep 6`,
    id: 'run-not-executable',
    says: /on '\/usr\/local\/hard disk', which is mounted noexec/,
  },
  {
    name: 'run was saved with CR LF',
    make: `printf '#!/bin/sh\\r\\nexec sleep 1000000\\r\\n' | written`,
    id: 'run-bad-interpreter',
    says: /CR LF/,
  },
  {
    name: 'run begins with a byte order mark',
    make: `printf '\\357\\273\\277#!/bin/sh\\nexec sleep 1000000\\n' | written`,
    id: 'run-bad-interpreter',
    says: /byte order mark/,
  },
  {
    name: 'it dies by a signal before its first word',
    make: `printf '#!/bin/sh\\nkill -SEGV $$\\n' | written`,
    id: 'service-restarting',
    says: /was ended by SIGSEGV/,
  },
  {
    name: 'run gives it too little memory',
    make: `printf '#!/bin/sh\\nexec 2>/dev/null\\nulimit -v 1000\\nexec perl -e sleep\\n' | written`,
    id: 'service-restarting',
    says: /run has set limits: address space 1024000 bytes \(supervise: unlimited/,
  },
  {
    name: 'its program is not there',
    make: `printf '#!/bin/sh\\nexec 2>/dev/null\\nexec nosuch\\n' | written`,
    id: 'service-restarting',
    says: /exits with 127: a program/,
  },
]

describe.concurrent('why it cannot run is told, and left to a person', { timeout: 120_000 }, () => {
  for (const { name, make, id, says } of situations) {
    it(name, async ({ expect }) => {
      await using drill = await openLastingDrill('happy')
      await drill.sh(`${functions}${make}`)
      const { findings } = await checkJson(drill)
      const causes = findings.filter(({ causedBy }) => causedBy === undefined)
      expect(causes).toMatchObject([{ id, service: 'app', message: expect.stringMatching(says) }])
      expect(await repaired(drill, expect)).toContain(`${id} app`)
    })
  }
})

describe.concurrent('the command by hand mends run', { timeout: 120_000 }, () => {
  for (const { name, make } of situations.slice(0, 3)) {
    it(name, async () => {
      await using drill = await openLastingDrill('happy')
      await drill.sh(`${functions}${make}`)
      const { findings } = await checkJson(drill)
      const [cause] = findings.filter(({ causedBy }) => causedBy === undefined)
      await drill.sh(String(cause?.remedy))
      await drill.sh(`${functions} until_ 'up /etc/service/app'`)
    })
  }
})
