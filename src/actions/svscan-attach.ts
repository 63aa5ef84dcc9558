import type { Action } from '../contract/action.js'
import type { Operation } from '../contract/operation.js'
import { readerOfErrors } from '../system/pairs.js'
import { idOf } from '../system/processes.js'
import type { System } from '../system/system.js'

export const svscanAttach: Action = {
  name: 'svscan.attach',
  summary:
    'starts a plain svscan that writes to the readproctitle of the dead svscan, whose services still run',
  effect: 'irreversible',
  planFidelity: { fidelity: 'predicted', why: 'these processes run now' },
  deadline: 3_000,
  plan: system => ({ operations: attach(system) }),
  pending: ({ svscans }) => (svscans.length > 0 ? [] : [{ name: 'svscan' }]),
}

/** svscanboot would restart every service, because it begins with svc -dx on all of them. */
function attach(system: System): Operation[] {
  const [orphan] = system.supervises
  const readproctitle = orphan === undefined ? null : readerOfErrors(system, orphan.process)
  if (system.svscans.length > 0 || orphan === undefined || readproctitle === null) return []
  return [
    {
      kind: 'attach',
      argv: ['svscan', system.svscanDirectory.path],
      // svscan passes its environment, limits and user on to what it starts, and a supervise has them.
      like: idOf(orphan.process),
      input: null,
      output: { process: idOf(readproctitle), descriptor: 0 },
    },
  ]
}
