import type { Action } from '../contract/action.js'
import type { Waiting } from '../contract/escalation.js'
import { nameOf } from '../system/processes.js'
import { endLine } from './end-line.js'
import { processesEnd } from './processes-end.js'
import { newSvscans } from './svscan-end.js'
import { livingSupervises } from './tracked.js'

export const systemEmpty: Action = {
  name: 'system.empty',
  summary: 'checks for the clean empty set: no supervise, no process of a service, no old error in the title',
  byHand: ["ps -AHwefl | grep -E '[s]vscan|[s]upervise|[r]eadproctitle'"],
  effect: 'read',
  planFidelity: {
    fidelity: 'predicted',
    why: 'this holds if the earlier steps did what they should',
  },
  deadline: 10_000,
  plan: () => ({ operations: [] }),
  pending(system, context): Waiting[] {
    const supervises = livingSupervises(system, context).map(({ process }) => ({
      name: nameOf(process),
      process,
    }))
    // A readproctitle whose pipe is held is replaced together with its title. A new one must show dots.
    const errors = newSvscans(system, context).flatMap(({ readproctitle }) =>
      readproctitle !== null && !/^\.*$/.test(readproctitle.title) ? [{ name: 'a title of dots' }] : [],
    )
    return [...supervises, ...processesEnd.pending(system, context, {}), ...errors]
  },
  nudge: (system, context) => livingSupervises(system, context).flatMap(log => endLine(log, system)),
}
