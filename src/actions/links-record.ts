import type { Action } from '../contract/action.js'
import { diagnose } from '../findings/diagnose.js'
import type { System } from '../system/system.js'

export const linksRecord: Action = {
  name: 'links.record',
  summary: 'records every link of the svscan directory in the undo manifest, and writes restore.sh',
  byHand: [
    'cd /etc/service   # or the path of your svscan directory',
    'ls -l             # write down what it prints: you need it to put the links back',
  ],
  effect: 'reversible',
  planFidelity: { fidelity: 'exact', why: 'these links are in place now' },
  deadline: 0,
  plan: (system, context) => ({
    operations: [{ kind: 'write-manifest', links: context.links }],
    notes: notCured(system),
  }),
  pending: () => [],
}

/** Problems of the links themselves. The links come back as they are, and a person should know that. */
function notCured(system: System): string[] {
  return diagnose(system)
    .filter(({ id }) => id === 'link-dangling' || id === 'service-directory-writable')
    .map(({ message }) => `${message}; a reset does not change that`)
}
