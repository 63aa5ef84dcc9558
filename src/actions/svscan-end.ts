import type { Action } from '../contract/action.js'
import type { RunContext } from '../contract/context.js'
import type { Operation } from '../contract/operation.js'
import { sendSignal } from '../contract/operation.js'
import { respawn } from '../restart/respawn.js'
import { idOf } from '../system/processes.js'
import type { Svscan, System } from '../system/system.js'
import { tellToExit, waitForSupervise } from './supervise-end.js'
import { livingSupervises } from './tracked.js'

export const svscanEnd: Action = {
  name: 'svscan.end',
  summary:
    'keeps svscan from looking until the links are back: ends it and makes readproctitle and svscanboot wait, or stops it',
  byHand: [
    'kill PID          # svscan; if systemd, Upstart or OpenRC keeps it running, leave this to the restart below',
  ],
  effect: 'irreversible',
  planFidelity: { fidelity: 'predicted', why: 'these processes run now' },
  deadline: 3_000,
  plan(system, context) {
    return {
      operations: [
        ...restless(system).flatMap(svscan => quieten(svscan, context)),
        // svscan may have started this again in the moment before it ended: real directories only.
        ...livingSupervises(system, context).flatMap(each => tellToExit(each, system)),
      ],
    }
  },
  pending(system, context) {
    return [
      ...restless(system).map(svscan => ({
        name: 'svscan',
        // A svscan that is stopped and not ended is looked at again.
        ...(wayOf(svscan, context) === 'stop' ? {} : { process: idOf(svscan.process) }),
      })),
      ...livingSupervises(system, context).flatMap(waitForSupervise),
    ]
  },
  kills: { asks: false },
  escalate(system, context) {
    const operations = [
      ...restless(system).flatMap(svscan =>
        wayOf(svscan, context) === 'stop'
          ? quieten(svscan, context)
          : [sendSignal('SIGKILL', svscan.process, 'svscan')],
      ),
      // svscan started this between the look and its end.
      ...livingSupervises(system, context).flatMap(each => tellToExit(each, system)),
    ]
    return operations.length === 0
      ? null
      : {
          question: null,
          note: 'svscan ignored SIGTERM, or had started something again: svreset ends it',
          operations,
        }
  },
}

type Way = 'hold' | 'stop' | 'end'

/**
 * Without svscan, its readproctitle keeps svscanboot waiting, so its keeper notices nothing. If svreset dies, the kernel
 * closes that pipe, and all three come back if something starts them again. Without a readproctitle, svscan itself is
 * stopped; `restore` resumes it. A svscan that has come back early is stopped too, because it must not look yet. A svscan
 * that nothing starts again is just ended: a parent that is no init (sudo, a shell) would stop together with it.
 */
function wayOf(svscan: Svscan, context: RunContext): Way {
  if (newSvscans({ svscans: [svscan] }, context).length > 0) return 'stop'
  const { method, respawns } = context.restart
  const { process, svscanboot, readproctitle } = svscan
  if (svscanboot !== null && readproctitle !== null) return 'hold'
  const isKept = respawns && ((svscanboot ?? process).parent === 1 || method !== respawn.name)
  return isKept ? 'stop' : 'end'
}

function quieten(svscan: Svscan, context: RunContext): Operation[] {
  const { process, readproctitle } = svscan
  const way = wayOf(svscan, context)
  if (way === 'stop') return [sendSignal('SIGSTOP', process, 'svscan')]
  return [
    ...(way === 'hold' && readproctitle !== null
      ? [{ kind: 'hold', process: idOf(readproctitle.process) } as const]
      : []),
    sendSignal('SIGTERM', process, 'svscan'),
  ]
}

/** They may start something at any moment. */
function restless(system: System): Svscan[] {
  return system.svscans.filter(({ process }) => process.state !== 'T')
}

/** The svscans of the directory that the run did not find at its start. */
export function newSvscans(
  { svscans }: Pick<System, 'svscans'>,
  { initial }: Pick<RunContext, 'initial'>,
): System['svscans'] {
  const old = new Set(initial.svscans.map(({ process }) => `${process.pid} ${process.startTime}`))
  return svscans.filter(({ process }) => !old.has(`${process.pid} ${process.startTime}`))
}
