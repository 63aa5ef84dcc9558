import type { Scenario } from '../scenario.js'
import { linkService, makeService } from '../stage/service.js'
import { svc, untilDown, untilUp, withLog } from '../stage/supervision.js'

/** The seed's happy system, with one service more that is down and normally down. */
export const happy: Scenario = {
  name: 'happy',
  summary: 'four services with logs, nothing wrong: two up though normally down, one down and normally down',
  async setUp(stage) {
    const dnscache = await makeService('dnscache', { down: true })
    const nginx = await makeService('nginx', { down: true })
    const tinydns = await makeService('tinydns')
    const standby = await makeService('standby', { down: true })
    for (const directory of [dnscache, nginx, tinydns, standby]) await linkService(directory)
    await stage.startSvscan()
    await untilUp(...[dnscache, nginx, tinydns, standby].map(directory => `${directory}/log`))
    // One that has not yet made its control FIFO would not hear it.
    for (const directory of [dnscache, nginx]) await untilDown(directory)
    await svc('-u', dnscache, nginx)
    await untilUp(dnscache, nginx, tinydns)
    await untilDown(standby)
    return 'up: dnscache, nginx, tinydns; down, as it should be: standby'
  },
}

/** Size without sickness: for figures, and to see how a long list looks. */
export const many: Scenario = {
  name: 'many',
  summary: 'as many healthy services as --services says (default 100), each with a multilog',
  async setUp(stage) {
    const width = String(stage.services).length
    const names = Array.from(
      { length: stage.services },
      (_, index) => `service-${String(index + 1).padStart(width, '0')}`,
    )
    const directories: string[] = []
    for (const name of names) {
      directories.push(await makeService(name))
      await linkService(directories.at(-1) ?? '')
    }
    await stage.startSvscan()
    await untilUp(...directories.flatMap(withLog))
    return `up: ${names[0]} to ${names.at(-1)}, each with a log`
  },
}

/** The clean empty set. */
export const empty: Scenario = {
  name: 'empty',
  summary: 'svscan with nothing to supervise',
  async setUp(stage) {
    await stage.startSvscan()
    return 'svscan runs, and /etc/service is empty'
  },
}
