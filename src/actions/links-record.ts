import type { Action } from '../contract/action.js'
import { diagnose } from '../findings/diagnose.js'
import type { System } from '../system/system.js'

export const linksRecord: Action = {
  name: 'links.record',
  summary: 'notes every link of the service directory in the undo manifest, and writes restore.sh',
  byHand: [
    'cd /etc/service   # or wherever your svscan directory is',
    'ls -l             # note what it prints: the way back',
  ],
  effect: 'reversible',
  planFidelity: { fidelity: 'exact', why: 'the links are those seen now' },
  deadline: 0,
  plan: (system, context) => ({
    operations: [{ kind: 'write-manifest', links: context.links }],
    notes: notCured(system),
  }),
  pending: () => [],
}

/** What is wrong with the links themselves: they come back as they are, and a person should know that. */
function notCured(system: System): string[] {
  return diagnose(system)
    .filter(({ id }) => id === 'link-dangling' || id === 'service-directory-writable')
    .map(({ message }) => `${message}: a reset does not change that`)
}
