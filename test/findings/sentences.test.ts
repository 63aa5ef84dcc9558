import { expect, it } from 'vitest'
import { examine } from '../../src/findings/diagnose.js'
import type { System } from '../../src/system/system.js'
import { aCloser, aLink, alter, aSystem, later } from '../diagnosis/build.js'

/** The message of a finding, after looks enough to be sure of it. */
function said(system: System, id: string): string | undefined {
  const first = examine(system, undefined)
  const { findings } = examine(later(system, 2), first.history)
  return findings.find(finding => finding.id === id)?.message
}

const frozen = (freeBytes: number | null) =>
  aSystem(['nginx'], draft => {
    const logDirectory = { path: '/var/log/nginx', uid: 0, freeBytes }
    const blockedWriters = new Map([['2:100', { pids: [102], logDirectory }]])
    draft.observation = { details: aCloser({ blockedWriters }) }
  })

it.each([
  [0, 'cannot write: its disk is full: 0 bytes free on /var/log/nginx'],
  [4096, 'takes nothing more'],
  [null, 'takes nothing more'],
])('a service that waits for its log: says why the log does not read (%s bytes free)', (freeBytes, why) => {
  expect(said(frozen(freeBytes), 'service-blocked-on-log')).toBe(
    `nginx is frozen in a write to its log, which ${why}`,
  )
})

it('a link that leads nowhere: says where, and what is wrong there', () => {
  const system = aSystem([], draft => draft.entries.push(aLink('gone', null)))
  expect(said(system, 'link-dangling')).toBe(
    'the link gone leads to no directory: /usr/local/gone: no such file or directory (ENOENT)',
  )
})

it('an error in the title: says which, in one line and not all of a long one', () => {
  const message = `supervise: fatal: unable to start nginx/run: ${'x'.repeat(300)}`
  const system = aSystem(['nginx'], draft =>
    alter(draft, 12, {
      arguments: ['readproctitle', 'service', 'errors:', `....${message}\n${message}\nb\n`],
    }),
  )
  const text = said(system, 'readproctitle-errors') ?? ''
  expect(text).toMatch(
    /^readproctitle shows 2 errors of daemontools: 'supervise: fatal: unable to start nginx\/run: x+…'$/,
  )
  expect(text.length).toBeLessThan(200)
})
