import type { Scenario } from '../scenario.js'
import { linkService, makeService } from '../stage/service.js'
import { svc, untilDown, untilUp, withLog } from '../stage/supervision.js'

/** The happy system of the document, with one more service that is down and normally down. */
export const happy: Scenario = {
  name: 'happy',
  summary:
    'four services with logs, nothing wrong: two are up although normally down, one is down and normally down',
  async setUp(stage) {
    const dnscache = await makeService('dnscache', { down: true })
    const nginx = await makeService('nginx', { down: true })
    const tinydns = await makeService('tinydns')
    const standby = await makeService('standby', { down: true })
    for (const directory of [dnscache, nginx, tinydns, standby]) await linkService(directory)
    await stage.startSvscan()
    await untilUp(...[dnscache, nginx, tinydns, standby].map(directory => `${directory}/log`))
    // A supervise that has not yet made its control FIFO would not get the order.
    for (const directory of [dnscache, nginx]) await untilDown(directory)
    await svc('-u', dnscache, nginx)
    await untilUp(dnscache, nginx, tinydns)
    await untilDown(standby)
    return 'up: dnscache, nginx, tinydns; down, as it should be: standby'
  },
}

/** Many services and no sickness: for measurements, and for long lists. */
export const many: Scenario = {
  name: 'many',
  summary: 'many healthy services, each with a multilog; --services N sets the number (default 100)',
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
  summary: 'svscan runs and has nothing to supervise',
  async setUp(stage) {
    await stage.startSvscan()
    return 'svscan runs, and /etc/service is empty'
  },
}
