import { endHalted, endStanding, offerByHand, release, command as runCommand } from './acts.js'
import type { RestartMethod } from './method.js'

/** A site's own program: nothing tells of it but the runbook's parameter `restart_command`. */
export const command: RestartMethod = {
  name: 'command',
  summary: "runs the runbook's restart_command",
  rival: false,
  recognise: () => null,
  asked: { respawns: false },
  restart(scene) {
    const { restart_command: program } = scene.parameters
    return [...endHalted(scene), release, runCommand(String(program)), ...endStanding(scene)]
  },
  late: scene => offerByHand(scene, 'the restart command'),
  log: () => [],
}
