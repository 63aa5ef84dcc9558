import type { RestartMethod } from '../contract/restart.js'
import { endHalted, endStanding, offerByHand, release, command as runCommand } from './operations.js'

/** A site's own program. Only the runbook names it: `with: { command: [/usr/local/sbin/restart-svscan] }`. */
export const command: RestartMethod = {
  name: 'command',
  summary: 'runs the program of the site that the runbook names',
  rival: false,
  recognise: () => null,
  asked: { respawns: false },
  restart(scene) {
    return [...endHalted(scene), release, runCommand(...scene.restart.command), ...endStanding(scene)]
  },
  late: scene => offerByHand(scene, { tried: scene.restart.command.join(' '), keeper: 'that program' }),
  log: () => [],
}
