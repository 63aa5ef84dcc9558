import { expect, it } from 'vitest'
import type { RunEvent } from '../../../src/contract/events.js'
import type { Plan } from '../../../src/contract/plan.js'
import { syslogOf } from '../../../src/engine/session/syslog.js'

const plan = {
  runbook: { name: 're\nset' },
  svscanDirectory: '/etc/service',
  resumes: null,
} as unknown as Plan
const step = { event: 'step-started' } as unknown as RunEvent
const end = { event: 'run-finished', end: { status: 'stopped', links: 'removed' } } as unknown as RunEvent

function told(...events: RunEvent[]): string[] {
  const lines: string[] = []
  const tell = syslogOf('r', plan, 'rachel (sudo, uid 0)', line => lines.push(line))
  for (const event of events) tell(event)
  return lines
}

it('says one line when the first step begins, and one at the end; no name makes a line of its own', () => {
  const lines = told(step, step, end)
  expect(lines).toHaveLength(2)
  expect(lines[0]).toMatch(/^begins re\\x0aset on \/etc\/service: run r, by rachel \(sudo, uid 0\)$/)
  expect(lines[1]).toMatch(/^ended .*: run r: stopped, links removed$/)
})

it('says nothing of a run that was declined', () => {
  expect(told(end)).toEqual([])
})
