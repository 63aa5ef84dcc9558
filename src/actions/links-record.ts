import type { Action } from './action.js'

export const linksRecord: Action = {
  name: 'links.record',
  summary: 'notes every link of the service directory in the undo manifest, and writes restore.sh',
  effect: 'reversible',
  foresight: { fidelity: 'exact', why: 'the links are those seen now' },
  deadline: 0,
  plan: (_system, context) => ({ acts: [{ act: 'record', links: context.links }] }),
  pending: () => [],
}
