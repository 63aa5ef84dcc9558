import type { Action, ActionInputs } from '../contract/action.js'
import type { RunContext } from '../contract/context.js'
import type { RecordedLink } from '../system/link-record.js'
import type { System } from '../system/system.js'

export const linkRestore: Action = {
  name: 'link.restore',
  summary: 'puts one recorded link back, with target, owner and time; overwrites nothing',
  inputs: { name: { type: 'string', description: 'its name in the svscan directory' } },
  effect: 'reversible',
  planFidelity: { fidelity: 'exact', why: 'these are the recorded links' },
  deadline: 0,
  plan: (system, context, inputs) => ({
    operations: missing(system, context, inputs).map(link => ({ kind: 'link', link })),
  }),
  pending: (system, context, inputs) =>
    missing(system, context, inputs).map(({ name }) => ({ name: `the link ${name}` })),
}

function missing({ entries }: System, { links }: RunContext, { name }: ActionInputs): RecordedLink[] {
  return links.filter(link => link.name === name && !entries.some(entry => entry.name === name))
}
