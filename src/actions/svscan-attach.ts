import type { Action } from '../contract/action.js'
import type { Operation } from '../contract/operation.js'
import { readerOfErrors } from '../system/pairs.js'
import { idOf } from '../system/processes.js'
import type { System } from '../system/system.js'

export const svscanAttach: Action = {
  name: 'svscan.attach',
  summary: 'starts a plain svscan that writes to the readproctitle of the dead one, whose services live on',
  effect: 'irreversible',
  planFidelity: { fidelity: 'predicted', why: 'the processes are those of now' },
  deadline: 3_000,
  plan: system => ({ operations: attach(system) }),
  pending: ({ svscans }) => (svscans.length > 0 ? [] : [{ name: 'svscan' }]),
}

/** svscanboot would restart every service: it begins with svc -dx on all of them. */
function attach(system: System): Operation[] {
  const [orphan] = system.supervises
  const readproctitle = orphan === undefined ? null : readerOfErrors(system, orphan.process)
  if (system.svscans.length > 0 || orphan === undefined || readproctitle === null) return []
  return [
    {
      kind: 'attach',
      argv: ['svscan', system.svscanDirectory.path],
      // svscan hands on what it has been given: a supervise has its environment, its limits, its user.
      like: idOf(orphan.process),
      input: null,
      output: { process: idOf(readproctitle), descriptor: 0 },
    },
  ]
}
