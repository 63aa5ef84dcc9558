import type { RestartMethod } from '../contract/restart.js'
import { endHalted, endStanding, offerByHand, release } from './operations.js'

/** Programs that start their child again when it ends. */
const supervisors =
  /^(?:runsv|s6-supervise|perpd|supervisord|monit|supervise-daemon|daemon|nosh|service-manager|dinit)$/

/** Process 1 of containers that ends when its child does, and everything with it. */
const containerInits = /^(?:tini|dumb-init|docker-init|catatonit|conmon|podman-init)$/

/** svscan is what a container or another supervisor runs. */
export const supervised: RestartMethod = {
  name: 'supervised',
  summary: 'ends svscan, and the supervisor that it is a child of starts it again; never process 1',
  rival: false,
  recognise({ around, origins }) {
    for (const { launcher, ancestors } of origins) {
      const [parent] = ancestors
      const what = `${launcher.command}, pid ${launcher.pid},`
      if (launcher.pid === 1) return deadly('svscan is process 1 here')
      if (launcher.parent === 1 && containerInits.test(around.init))
        return deadly(`${what} is what ${around.init}, process 1, runs here`)
      if (parent !== undefined && supervisors.test(parent.command)) {
        const evidence = `${what} is a child of ${parent.command}, pid ${parent.pid}`
        return { evidence, respawns: true }
      }
    }
    return null
  },
  asked: { respawns: true },
  restart: scene => [release, ...endHalted(scene), ...endStanding(scene)],
  late: scene => offerByHand(scene, { tried: 'ending it', keeper: 'its supervisor' }),
  log: () => [],
}

function deadly(evidence: string) {
  return {
    evidence,
    respawns: false,
    refusal: {
      message: 'unable to restart svscan',
      reason: `${evidence}: ending it would end everything here`,
      next: 'restart the container, or whatever runs it; svreset check tells what is wrong inside',
    },
  }
}
