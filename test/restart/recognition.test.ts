import { expect, it } from 'vitest'
import { findRestarts, methodOf, restartBy } from '../../src/restart/index.js'
import type { Surroundings } from '../../src/system/surroundings.js'
import type { System } from '../../src/system/system.js'
import { alter, aProcess, aroundOf, aSystem, type Draft, remove } from '../diagnosis/build.js'

/** svscanboot has pid 10, svscan 11; `around` is what else tells of who keeps them. */
function aSystemIn(around: Partial<Surroundings>, change: (draft: Draft) => void = () => {}): System {
  const system = aSystem(['a'], change)
  return { ...system, surroundings: aroundOf(system, around) }
}

const methodsOf = (system: System) => findRestarts(system).map(({ method }) => method)
const nothingRuns = (draft: Draft) => remove(draft, 10, 11, 12, 100, 101, 102, 103)

const unit = {
  name: 'daemontools-run.service',
  userManager: null,
  mainPid: 10,
  activeState: 'active',
  subState: 'running',
  result: 'success',
  restart: 'always',
  members: [10, 11, 12],
  serves: true,
}
const line = { id: 'SV', process: '/usr/bin/svscanboot', serves: true, blocked: null }
const script = { name: 'svscan', script: '/etc/init.d/svscan', started: true, pid: 10, serves: true }
const job = { name: 'svscan', state: 'start/running', pid: 10, serves: true }

it('a child of process 1 may be respawned; what a shell started is not; a supervisor starts it again', () => {
  const below = (command: string) => {
    const system = aSystem([], draft => {
      alter(draft, 10, { parent: 5 })
      draft.processes.push(aProcess(5, 1, { command }))
    })
    return methodsOf({ ...system, surroundings: aroundOf(system) })
  }
  expect(methodsOf(aSystemIn({}))).toEqual(['respawn'])
  expect([below('bash'), below('runsv'), below('keeper')]).toEqual([['manual'], ['supervised'], ['respawn']])
})

it('a bare svscan that was left to process 1, or that cron or a script has started, is started by nobody again', () => {
  const bare = (change: (draft: Draft) => void) =>
    findRestarts(
      aSystemIn({}, draft => {
        remove(draft, 10)
        change(draft)
      }),
    )
  expect(bare(draft => alter(draft, 11, { parent: 1 }))).toMatchObject([
    { method: 'manual', respawns: false, patience: { least: 1000, most: 1000 } },
  ])
  const by = (command: string, ...words: string[]) =>
    bare(draft => {
      alter(draft, 11, { parent: 5 })
      draft.processes.push(aProcess(5, 1, { command, arguments: words }))
    })
  const waitsForScript = [{ method: 'manual', patience: { least: 0, most: 6000 } }]
  expect(by('cron', '/usr/sbin/cron', '-f')).toMatchObject(waitsForScript)
  expect(by('start-services', '/bin/sh', '/usr/local/start-services')).toMatchObject(waitsForScript)
  expect(by('keeper', 'keeper')).toMatchObject([{ method: 'respawn' }])
})

it('svscan killed alone: its svscanboot, which still waits, is what is started again', () => {
  const orphans = aSystem(['a'], draft => {
    remove(draft, 11)
    for (const pid of [100, 101]) alter(draft, pid, { parent: 1 })
  })
  expect(findRestarts(orphans)).toMatchObject([
    { method: 'respawn', launch: { argv: ['/usr/bin/svscanboot'] } },
  ])
  expect(methodsOf(aSystem([], nothingRuns))).toEqual([])
})

it('systemd: only the unit whose main process is svscanboot or svscan', () => {
  const init = 'systemd'
  expect(findRestarts(aSystemIn({ init, systemd: [unit] }))).toMatchObject([
    { method: 'systemd', target: 'daemontools-run.service', respawns: true },
  ])
  expect(methodsOf(aSystemIn({ init, systemd: [{ ...unit, mainPid: 11 }] }))).toEqual(['manual'])
  const sshd = { ...unit, name: 'ssh.service', mainPid: 700 }
  expect(methodsOf(aSystemIn({ init, systemd: [sshd] }))).toEqual(['manual'])
  expect(restartBy('systemd', aSystemIn({ init, systemd: [sshd] }))).toBe(null)
  // Two svscans, one of them an orphan: the other one is the unit's.
  const twice = (draft: Draft) => draft.processes.push(aProcess(50, 1, { command: 'svscanboot' }))
  expect(methodsOf(aSystemIn({ init, systemd: [unit] }, twice))).toEqual(['systemd'])
})

it("systemd: a user's own manager obeys that user, whom root becomes", () => {
  const theirs = { ...unit, userManager: { uid: 1000, gid: 100, groups: [] } }
  const system = aSystemIn({ init: 'systemd', systemd: [theirs] })
  const [restart] = findRestarts(system)
  if (restart === undefined) throw new Error('not recognised')
  const scene = { system, restart, halted: [], standing: [] }
  expect(methodOf(restart).restart(scene)[1]).toMatchObject({
    argv: [
      ...['setpriv', '--reuid=1000', '--regid=100', '--clear-groups', '--'],
      ...['env', 'XDG_RUNTIME_DIR=/run/user/1000', 'systemctl', '--user', 'restart', '--no-block', unit.name],
    ],
  })
})

it('what would start svscan is known where none runs', () => {
  const failed = { ...unit, mainPid: 0, activeState: 'failed', result: 'start-limit-hit', members: [] }
  const [restart] = findRestarts(aSystemIn({ init: 'systemd', systemd: [failed] }, nothingRuns))
  expect(restart).toMatchObject({ method: 'systemd', target: unit.name })
  expect(restart?.evidence).toContain('start-limit-hit')
  expect(methodsOf(aSystemIn({ init: 'init', inittab: [line] }, nothingRuns))).toEqual(['inittab'])
  expect(methodsOf(aSystemIn({ init: 'init', upstart: [job] }, nothingRuns))).toEqual(['upstart'])
  expect(methodsOf(aSystemIn({ init: 'init', openrc: [script] }, nothingRuns))).toEqual(['openrc'])
})

it('what would start the svscan of another directory is nothing to restart', () => {
  const other = { serves: false }
  const init = 'init'
  for (const around of [
    { init: 'systemd', systemd: [{ ...unit, mainPid: 77, ...other }] },
    { init, inittab: [{ ...line, ...other }] },
    { init, upstart: [{ ...job, pid: 77, ...other }] },
    { init, openrc: [{ ...script, pid: 77, ...other }] },
  ])
    expect(methodsOf(aSystemIn(around, nothingRuns))).toEqual([])
  // Nor where ours was left to process 1.
  expect(methodsOf(aSystemIn({ init, inittab: [{ ...line, ...other }] }))).toEqual(['respawn'])
})

it('inittab: only where process 1 reads it', () => {
  expect(methodsOf(aSystemIn({ init: 'init', inittab: [line] }))).toEqual(['inittab'])
  expect(methodsOf(aSystemIn({ init: 'sh', inittab: [line] }))).toEqual(['respawn'])
  expect(methodsOf(aSystemIn({ init: 'init', inittab: [line], upstart: [job] }))).toEqual(['upstart'])
})

it('upstart: its name in the environment is inherited, so the job must have this very process', () => {
  expect(methodsOf(aSystemIn({ init: 'init', upstart: [{ ...job, name: 'ssh', pid: 700 }] }))).toEqual([
    'respawn',
  ])
})

it('openrc: what it has started, by its pid file', () => {
  const openrc = (change: Partial<typeof script>) =>
    methodsOf(aSystemIn({ init: 'init', openrc: [{ ...script, ...change }] }))
  expect([openrc({}), openrc({ pid: 700 }), openrc({ started: false }), openrc({ pid: 0 })]).toEqual([
    ['openrc'],
    ['respawn'],
    ['respawn'],
    ['openrc'],
  ])
})

it('two that seem to hold are both told', () => {
  expect(methodsOf(aSystemIn({ init: 'init', inittab: [line], openrc: [script] }))).toEqual([
    'openrc',
    'inittab',
  ])
})

it('what a container runs is never ended', () => {
  const [alone] = findRestarts(aSystemIn({ init: 'tini' }))
  expect(alone).toMatchObject({ method: 'supervised', refusal: { message: 'unable to restart svscan' } })
})

it('what an operator asks for is taken where nothing contradicts it', () => {
  const system = aSystemIn({})
  expect(['manual', 'respawn', 'supervised', 'command'].map(name => restartBy(name, system)?.method)).toEqual(
    ['manual', 'respawn', 'supervised', 'command'],
  )
  expect(['systemd', 'upstart', 'openrc', 'inittab'].map(name => restartBy(name, system))).toEqual([
    null,
    null,
    null,
    null,
  ])
})
