import { expect, it } from 'vitest'
import type { Resumption } from '../../src/contract/plan.js'
import { resumeLines } from '../../src/render/resume-text.js'

const step = (number: number) => ({ id: `s${number}`, name: `Step ${number}`, number })
const session = { kind: 'started', who: 'rachel (sudo, uid 0)', pid: 7, from: 0 } as const
const resumes: Resumption = {
  run: 'r',
  leftOff: {
    ...{ runbook: 'reset', title: 'Reset', begun: session, last: session, heard: 1000, ended: 'stopped' },
    ...{ step: step(3), stepEnded: true, done: [step(1), step(2), step(3)], of: 14 },
  },
  before: 3,
  changes: [],
}

it('names the run, who, when, where it stopped, what is done, and what has changed since', () => {
  expect(resumeLines(resumes, 300, 60_000)).toEqual([
    '  resumes run r: reset, begun 1 min ago by rachel (sudo, uid 0); it was stopped after step 3 of 14 (Step 3)',
    '  done: steps 1 to 3; it goes on with step 4 of 14',
    '  since then: nothing else has changed in the svscan directory',
  ])
})

it('names the steps that are done once more, each change, and who has resumed it last', () => {
  const { leftOff } = resumes
  const last = { ...session, kind: 'resumed', who: 'root (uid 0)', from: 30_000 } as const
  const changed = { before: 1, changes: ['a is back', 'b is new'], leftOff: { ...leftOff, last } }
  expect(resumeLines({ ...resumes, ...changed }, 300, 60_000).map(line => line.trim())).toEqual([
    'resumes run r: reset, begun 1 min ago by rachel (sudo, uid 0), resumed 30 s ago by root (uid 0); it was stopped after step 3 of 14 (Step 3)',
    'done: step 1; it goes on with step 2 of 14',
    'done once more, as somebody has reversed it: steps 2, 3',
    'since then: a is back',
    'since then: b is new',
  ])
})
