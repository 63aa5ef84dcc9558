import type { RestartMethod } from '../contract/restart.js'
import { endHalted, endStanding, offerByHand, release } from './operations.js'

/** Programs that start their child again when it ends. */
const supervisors =
  /^(?:supervise|runsv|s6-supervise|perpd|supervisord|monit|supervise-daemon|daemon|nosh|service-manager|dinit)$/

/** Programs that are process 1 of containers. They end when their child ends, and everything ends with them. */
const containerInits = /^(?:tini|dumb-init|docker-init|catatonit|conmon|podman-init)$/

/** svscan is the program of a container or of another supervisor. */
export const supervised: RestartMethod = {
  name: 'supervised',
  summary: 'ends svscan; its parent, another supervisor, starts it again; never ends process 1',
  rival: false,
  recognise({ around, origins }) {
    for (const { launcher, ancestors } of origins) {
      const [parent] = ancestors
      const what = `${launcher.command}, pid ${launcher.pid},`
      if (launcher.pid === 1) return deadly('svscan is process 1 here')
      if (launcher.parent === 1 && containerInits.test(around.init))
        return deadly(`${what} is the program that ${around.init}, process 1, runs here`)
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
      next: 'restart the container, or the program that runs it; svreset check shows what is wrong inside',
    },
  }
}
