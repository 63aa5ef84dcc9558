import type { RestartMethod } from '../contract/restart.js'
import type { UpstartJob } from '../system/surroundings.js'
import { command, endHalted, endStanding, offerByHand, release } from './operations.js'

/** A job whose process is svscanboot (or svscan). The job's name in the environment alone proves nothing: children inherit it. */
export const upstart: RestartMethod = {
  name: 'upstart',
  summary: 'runs initctl restart JOB, if svscanboot or svscan is the process of a job',
  rival: true,
  recognise({ around, origins }) {
    for (const { launcher } of origins) {
      const job = around.upstart.find(({ pid }) => pid === launcher.pid)
      if (job !== undefined)
        return known(job, `${launcher.command}, pid ${launcher.pid}, is the process of job ${job.name}`)
    }
    const job = around.upstart.find(each => each.serves)
    if (origins.length > 0 || job === undefined) return null
    return known(job, `job ${job.name} starts svscan; it is ${job.state}`)
  },
  /**
   * It signals the job's whole process group, so it comes when everything else has ended. A stopped job cannot be
   * restarted (`Unknown instance`), and a running one cannot be started: whichever command does not fit does nothing.
   */
  restart(scene) {
    const job = scene.restart.target ?? ''
    return [
      command('initctl', 'restart', job),
      command('initctl', 'start', job),
      release,
      ...endHalted(scene),
      ...endStanding(scene),
    ]
  },
  late(scene) {
    const job = scene.system.surroundings?.upstart.find(({ name }) => name === scene.restart.target)
    const tried = `initctl restart ${scene.restart.target}`
    return offerByHand(scene, { tried, state: job?.state ?? '', keeper: 'Upstart' })
  },
  log: ({ restart: { target } }) => [
    { kind: 'command', argv: ['initctl', 'status', target ?? ''] },
    { kind: 'files', paths: [`/var/log/upstart/${target}.log`], words: '' },
    { kind: 'files', paths: ['/var/log/syslog', '/var/log/messages'], words: `init: ${target} ` },
  ],
}

/** initctl does not say whether a job has a `respawn` stanza. Debian's and Ubuntu's have one, so svscan is held and not stopped. */
function known({ name }: UpstartJob, evidence: string) {
  return { evidence, target: name, respawns: true }
}
