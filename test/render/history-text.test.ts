import { expect, it } from 'vitest'
import { historyText } from '../../src/render/history-text.js'
import { runsText } from '../../src/render/runs-text.js'
import { makeStyle } from '../../src/text/style.js'
import {
  command,
  ended,
  intent,
  link,
  outcome,
  processOf,
  result,
  resumed,
  run,
  snapshotOf,
  started,
  tell,
} from '../history/support.js'

const options = { style: makeStyle(false), width: 80, verbose: false, stateDir: undefined }
const stop = command('svc', '-dx', ...Array.from({ length: 20 }, (_, at) => `/usr/local/service-${at}`))

const history = tell(
  started,
  {
    event: 'snapshot',
    snapshot: snapshotOf(
      processOf(5, 1, ['svscan', '/etc/service']),
      processOf(6, 5, ['supervise', 'nginx']),
    ),
  },
  intent(
    'remove',
    ...Array.from({ length: 20 }, (_, at) => ({ kind: 'unlink', link: link(`s${at}`) }) as const),
  ),
  outcome('remove'),
  intent('stop', stop),
  result(
    'stop',
    ['svc', '-dx'],
    'svc: warning: unable to control /usr/local/service-3: file does not exist',
    1,
  ),
  {
    ...outcome('stop', 'failed'),
    error: 'not yet: service-3, and a reason that is longer than one line has room',
  },
  resumed,
  intent('stop', stop),
  ended('failed'),
)

it.each([80, 60, 40])('at %i columns only what is to be typed or read as it is goes beyond', width => {
  const wide = historyText(history, { ...options, width })
    .split('\n')
    .filter(line => line.length > width)
  expect(
    wide.filter(line => !/^ {2}(svreset|sh) /.test(line) && /\S\s+\S/.test(line.replace(/^ {2}files/, ''))),
  ).toEqual([])
})

it('what came of a command is told even where the command has no room', () => {
  const text = historyText(history, options)
  expect(text).toMatch(/^ {14}svc -dx \/usr\/local\/service-0 .*…: exit 1, 11 ms$/m)
  expect(text).toMatch(/^ {14}… 13 more lines: --verbose$/m)
  expect(text).toMatch(/…: no result$/m)
})

it('--verbose leaves nothing out', () => {
  const text = historyText(history, { ...options, verbose: true })
  expect(text).not.toContain('…')
  for (const word of ['rm s19', '/usr/local/service-19', 'file does not exist']) expect(text).toContain(word)
})

it('the table has a column for the svscan directory only where there are several', () => {
  const other = { ...history, svscanDirectory: '/service' }
  const framing = { now: Date.parse('2026-11-24T15:31:00Z'), style: makeStyle(false), width: null }
  expect(runsText([history], framing).split('\n').slice(0, 3)).toEqual([
    'Runs on /etc/service, newest first:',
    'RUN                        WHEN      RUNBOOK  ENDED       TOOK    WHO',
    `${run}  24 h ago  reset    unfinished  900 ms  rachel`,
  ])
  expect(runsText([history, other], framing)).toMatch(
    / {2}SVSCAN DIRECTORY\n.* {2}\/etc\/service\n.* {2}\/service\n$/,
  )
})

it('a run at work takes until now, whenever its last record was', () => {
  const working = { ...history, ending: { kind: 'running', pid: 7 } } as const
  const now = (history.sessions[0]?.from ?? 0) + 90_000
  expect(runsText([working], { now, style: makeStyle(false), width: null })).toMatch(
    / running +1 min 30 s +rachel/,
  )
})

it('where the terminal is too narrow for the table, each run has a few lines', () => {
  const framing = { now: Date.parse('2026-11-24T15:31:00Z'), style: makeStyle(false), width: 40 }
  expect(runsText([history], framing).split('\n').slice(1)).toEqual([
    run,
    '  unfinished',
    '  reset, 24 h ago, by rachel, 900 ms',
    '',
  ])
})
