import { ExitCode, UserError } from '../../errors.js'
import { findProgram } from '../search-path.js'
import { startInBackground } from '../stage/background.js'
import { processesNamed, processTable } from '../stage/process-table.js'
import { untilUp } from '../stage/supervision.js'
import { until } from '../stage/until.js'
import { linked, sick, startWith } from './sick.js'

export const foreign = sick(
  'supervise-foreign',
  's6-supervise keeps a service that supervise keeps too, each with a lock of its own kind: it runs twice (needs s6)',
  async stage => {
    if (findProgram('s6-supervise') === undefined) {
      throw new UserError(ExitCode.refused, 'unable to set up this drill: s6 is not installed', {
        reason: 'not found: s6-supervise',
        next: 'apt-get install s6',
      })
    }
    const tinydns = await linked('tinydns')
    await startWith(stage, tinydns)
    startInBackground(['s6-supervise', tinydns])
    await until('s6-supervise to start the service a second time', () => {
      const supervisor = processesNamed('s6-supervise')[0]?.pid
      return processTable().some(({ parent, command }) => parent === supervisor && command !== 's6-supervise')
    })
    await untilUp('/usr/local/nginx')
    return 'tinydns runs twice: below supervise, and below s6-supervise'
  },
)
