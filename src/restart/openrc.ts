import type { Restart, RestartMethod } from '../contract/restart.js'
import { command, endHalted, endStanding, release } from './operations.js'

/** An init script that names svscan and that OpenRC has started. Its pid file names svscanboot (or svscan). */
export const openrc: RestartMethod = {
  name: 'openrc',
  summary: 'runs rc-service NAME restart, if OpenRC has started svscanboot or svscan with an init script',
  rival: true,
  recognise({ around, origins }) {
    for (const { launcher } of origins) {
      const service = around.openrc.find(
        ({ started, pid, serves }) =>
          started && (pid === launcher.pid || (pid === 0 && launcher.parent === 1 && serves)),
      )
      if (service === undefined) continue
      const evidence = `OpenRC has started ${service.script}, and ${launcher.command}, pid ${launcher.pid}, is the process that it started`
      return { evidence, target: service.name, respawns: false }
    }
    const service = around.openrc.find(each => each.serves)
    if (origins.length > 0 || service === undefined) return null
    return { evidence: `${service.script} starts svscan`, target: service.name, respawns: false }
  },
  restart(scene) {
    return [
      ...endHalted(scene),
      command('rc-service', name(scene.restart), 'restart'),
      release,
      ...endStanding(scene),
    ]
  },
  /** OpenRC does not start a script again that cannot stop what has already ended. So OpenRC is told to forget that it runs. */
  late(scene) {
    const note = `OpenRC has not brought svscan back: svreset tells it that ${name(scene.restart)} does not run, and to start it; if that does not help, svreset resume --restart-method manual starts ${scene.restart.launch.argv.join(' ')}`
    const operations = [
      ...endStanding(scene),
      command('rc-service', name(scene.restart), 'zap'),
      command('rc-service', name(scene.restart), 'start'),
    ]
    return { question: null, note, operations }
  },
  log: ({ restart }) => [
    { kind: 'command', argv: ['rc-service', name(restart), 'status'] },
    { kind: 'files', paths: ['/var/log/rc.log'], words: '' },
  ],
}

function name({ target }: Restart): string {
  return target ?? ''
}
