import type { Act } from '../runbook/act.js'
import type { RunContext } from '../runbook/context.js'
import type { System } from '../system/system.js'
import type { Action } from './action.js'
import { livingSupervises } from './kin.js'
import { idOf, sendSignal } from './signal.js'
import { tellToExit, waitForSupervise } from './supervise-end.js'

export const svscanEnd: Action = {
  name: 'svscan.end',
  summary:
    'ends svscan; where init brings it back, readproctitle and svscanboot are held until the links are back',
  effect: 'irreversible',
  foresight: { fidelity: 'predicted', why: 'the processes are those of now' },
  deadline: 3_000,
  plan(system, context) {
    return {
      acts: [
        ...system.svscans.flatMap(({ process, svscanboot, readproctitle }): Act[] => {
          const held = context.restart.method === 'respawn' && svscanboot !== null ? readproctitle : null
          return [
            ...(held === null ? [] : [{ act: 'hold', process: idOf(held.process) } as const]),
            sendSignal('SIGTERM', process, 'svscan'),
            // A stopped svscan would keep the signal for later.
            ...(process.state === 'T' ? [sendSignal('SIGCONT', process, 'svscan')] : []),
            // Nobody brings this one back: what stood around it ends now.
            ...(held === null && svscanboot !== null
              ? [
                  ...(readproctitle === null
                    ? []
                    : [sendSignal('SIGTERM', readproctitle.process, 'readproctitle')]),
                  sendSignal('SIGTERM', svscanboot, 'svscanboot'),
                ]
              : []),
          ]
        }),
        // Started again by svscan in the moment before it ended: real directories only.
        ...livingSupervises(system, context).flatMap(tellToExit),
      ],
    }
  },
  pending(system, context) {
    const fresh = new Set(newSvscans(system, context))
    return [
      ...system.svscans
        .filter(svscan => !fresh.has(svscan))
        .map(({ process }) => ({ name: 'svscan', process: idOf(process) })),
      ...livingSupervises(system, context).flatMap(waitForSupervise),
    ]
  },
  insist(system, context) {
    const fresh = new Set(newSvscans(system, context))
    const acts = [
      ...system.svscans
        .filter(svscan => !fresh.has(svscan))
        .map(({ process }) => sendSignal('SIGKILL', process, 'svscan')),
      // Started by svscan between our look and its end.
      ...livingSupervises(system, context).flatMap(tellToExit),
    ]
    return acts.length === 0
      ? null
      : { question: null, note: 'svscan ignored SIGTERM, or had started something again: ended', acts }
  },
}

/** Those svscans of the directory that the run did not find at its start. */
export function newSvscans(system: System, context: RunContext): System['svscans'] {
  const old = new Set(context.initial.svscans.map(({ process }) => `${process.pid} ${process.startTime}`))
  return system.svscans.filter(({ process }) => !old.has(`${process.pid} ${process.startTime}`))
}
