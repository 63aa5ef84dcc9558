import type { Action, Given } from '../contract/action.js'
import type { RunContext } from '../contract/context.js'
import type { LinkRecord } from '../system/link-record.js'
import type { System } from '../system/system.js'

export const linkRestore: Action = {
  name: 'link.restore',
  summary: 'puts one recorded link back: target, owner and time; overwrites nothing',
  inputs: { name: { type: 'string', description: 'its name in the service directory' } },
  effect: 'reversible',
  foresight: { fidelity: 'exact', why: 'the links are those recorded' },
  deadline: 0,
  plan: (system, context, given) => ({
    acts: missing(system, context, given).map(link => ({ act: 'link', link })),
  }),
  pending: (system, context, given) =>
    missing(system, context, given).map(({ name }) => ({ name: `the link ${name}` })),
}

function missing({ entries }: System, { links }: RunContext, { name }: Given): LinkRecord[] {
  return links.filter(link => link.name === name && !entries.some(entry => entry.name === name))
}
