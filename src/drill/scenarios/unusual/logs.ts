import { symlink } from 'node:fs/promises'
import { ensureDir } from 'fs-extra/esm'
import { linkService, makeService, writeProgram } from '../../stage/service.js'
import { withLog } from '../../stage/supervision.js'
import { runOf, startWithNginx, tinydnsRuns, untilRuns, unusual } from './unusual.js'

export const halfALine = unusual(
  'half-a-line',
  'the last output of a service has no end of line',
  async stage => {
    await tinydnsRuns(stage, `printf 'Starting: '\nexec sleep 1000000`)
    await untilRuns('sleep 1000000')
    return 'the log of tinydns waits for the end of its line'
  },
)

export const logElsewhere = unusual(
  'log-elsewhere',
  'a log is a link to a directory elsewhere, and not multilog writes it',
  async stage => {
    const [log, directory] = ['/usr/local/logs/tinydns', await makeService('tinydns', { log: false })]
    await ensureDir('/var/lib/lines')
    await writeProgram(`${log}/run`, '#!/bin/sh\nexec tai64n >>/var/lib/lines/tinydns\n')
    await symlink('../logs/tinydns', `${directory}/log`)
    await linkService(directory)
    await startWithNginx(stage, ...withLog(directory))
    await untilRuns('tai64n', log)
    return `the log of tinydns runs in ${log}, and is tai64n`
  },
)

export const logProcessed = unusual(
  'log-processed',
  'multilog chooses lines, keeps a status file, and its processor takes a long time',
  async stage => {
    const choice = "t s4096 n3 '!sleep 1000; cat' ./main '-*' '+*fatal*' =./latest"
    // More lines than one file may have, so that the first one is processed.
    const run = runOf(
      'i=0; while [ $i -lt 300 ]; do i=$((i + 1)); echo "line $i is nothing"; done; exec sleep 1000000',
    )
    const directory = await makeService('tinydns', { run, log: choice, logAsNobody: false })
    await linkService(directory)
    await startWithNginx(stage, ...withLog(directory))
    await untilRuns('sleep 1000000', directory)
    await untilRuns('sleep 1000', `${directory}/log/main`)
    return 'the log of tinydns processes its last file'
  },
)
