import type { Recognised, Restart, RestartMethod } from '../contract/restart.js'
import type { Process } from '../system/process.js'
import { alive, descendants, nameOf } from '../system/processes.js'
import { launchersOf } from '../system/surroundings/launchers.js'
import { systemctl } from '../system/surroundings/systemctl.js'
import type { SystemdUnit } from '../system/surroundings.js'
import type { System } from '../system/system.js'
import { listed } from '../text/list.js'
import { command, endHalted, endStanding, offerByHand, release } from './operations.js'

/**
 * A unit whose main process is svscanboot (or svscan). If somebody started svscan by hand inside another unit, such as
 * that of ssh or cron, svscan has that unit in its cgroup but is not its main process.
 */
export const systemd: RestartMethod = {
  name: 'systemd',
  summary: 'runs systemctl restart UNIT, if svscanboot or svscan is the main process of a unit',
  rival: true,
  recognise({ around, origins }) {
    for (const { launcher } of origins) {
      const unit = around.systemd.find(({ mainPid }) => mainPid === launcher.pid)
      if (unit === undefined) continue
      const evidence = `${launcher.command}, pid ${launcher.pid}, is the main process of ${unit.name}`
      return known(unit, evidence)
    }
    const unit = around.systemd.find(each => each.serves)
    if (origins.length > 0 || unit === undefined) return null
    return known(unit, `${unit.name} starts svscan; it is ${stateOf(unit)}`)
  },
  /** `reset-failed` sets the count of starts back to zero, systemctl(1): several resets in a row are not a loop of failures. */
  restart(scene) {
    const { uid } = scene.system.self
    return [
      command(...control(scene.restart, uid, 'reset-failed')),
      // Without waiting: svreset watches the result itself, and a unit that does not stop may take a minute and a half.
      command(...control(scene.restart, uid, 'restart', '--no-block')),
      release,
      // Processes that the unit's KillMode= has spared.
      ...endHalted(scene),
      ...endStanding(scene),
    ]
  },
  notes({ system, restart }, initial) {
    const unit = initial.surroundings?.systemd.find(({ name }) => name === restart.target)
    const strangers =
      unit === undefined ? [] : strangersIn(unit, initial).flatMap(process => alive(system, process) ?? [])
    if (strangers.length === 0) return []
    const names = listed(strangers.map(process => `${nameOf(process)} (pid ${process.pid})`))
    return [`a restart of ${restart.target} also ends the other processes in its cgroup: ${names}`]
  },
  late(scene) {
    const unit = scene.system.surroundings?.systemd.find(({ name }) => name === scene.restart.target)
    const moving = unit?.activeState === 'deactivating' || unit?.activeState === 'activating'
    if (moving) {
      const left = unit.members.map(pid => `${scene.system.processes.get(pid)?.command ?? 'process'} ${pid}`)
      const note = `systemd has not finished with ${unit.name} (${stateOf(unit)}; ${left.join(', ') || 'no process'})`
      return { question: null, note, operations: [], patience: 100_000 }
    }
    const tried = control(scene.restart, scene.system.self.uid, 'restart').join(' ')
    const state = unit === undefined ? '' : `the unit is ${stateOf(unit)}`
    return offerByHand(scene, { tried, state, keeper: 'systemd' })
  },
  log: ({ restart, system }) => [
    {
      kind: 'command',
      argv: control(restart, system.self.uid, 'status', '--no-pager', '--full', '--lines=10'),
    },
  ],
}

/** In the unit's cgroup, and not a part of daemontools or of its services. */
function strangersIn({ members }: SystemdUnit, initial: System): Process[] {
  const roots = [...launchersOf(initial), ...initial.supervises.map(({ process }) => process)]
  const ours = new Set(
    roots.flatMap(({ pid }) => [pid, ...descendants(initial, pid).map(child => child.pid)]),
  )
  return members.flatMap(pid => (ours.has(pid) ? [] : (initial.processes.get(pid) ?? [])))
}

function known({ name: target, userManager, restart }: SystemdUnit, evidence: string): Recognised {
  return { evidence, target, userManager, respawns: restart === 'always' || restart === 'on-success' }
}

function control({ target, userManager }: Restart, self: number, verb: string, ...options: string[]) {
  return systemctl(userManager, self, verb, ...options, target ?? '')
}

function stateOf({ activeState, subState, result }: SystemdUnit): string {
  return result === 'success' || result === '' ? `${activeState}, ${subState}` : `${activeState}: ${result}`
}
