import { command, endHalted, endStanding, offerByHand, release } from './acts.js'
import type { RestartMethod } from './method.js'

/** An init script that names svscan and that OpenRC has started, with a pid file that names svscanboot (or svscan). */
export const openrc: RestartMethod = {
  name: 'openrc',
  summary: 'rc-service NAME restart, where OpenRC has started svscanboot or svscan by an init script',
  rival: true,
  recognise({ around, origins }) {
    for (const { top } of origins) {
      const service = around.openrc.find(
        ({ started, pid }) => started && (pid === top.pid || (pid === 0 && top.parent === 1)),
      )
      if (service === undefined) continue
      const evidence = `OpenRC has started ${service.script}, and ${top.command}, pid ${top.pid}, is what it started`
      return { evidence, target: service.name, respawns: false }
    }
    const [service] = around.openrc
    if (origins.length > 0 || service === undefined) return null
    return { evidence: `${service.script} starts svscan`, target: service.name, respawns: false }
  },
  /** start-stop-daemon waits for what it has told to stop; a svscan that is stopped (SIGSTOP) would not obey. */
  restart(scene) {
    return [
      ...endHalted(scene),
      command('rc-service', scene.restart.target ?? '', 'restart'),
      release,
      ...endStanding(scene),
    ]
  },
  late: scene => offerByHand(scene, 'OpenRC'),
  log: ({ target }) => [
    { kind: 'command', argv: ['rc-service', target ?? '', 'status'] },
    { kind: 'files', paths: ['/var/log/rc.log'], words: '' },
  ],
}
