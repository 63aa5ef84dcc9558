import type { Action, Given } from '../contract/action.js'
import { linkRecords } from '../system/link-record.js'
import type { System } from '../system/system.js'

export const linkRemove: Action = {
  name: 'link.remove',
  summary: 'removes one recorded link from the service directory',
  inputs: { name: { type: 'string', description: 'its name there' } },
  effect: 'reversible',
  foresight: { fidelity: 'exact', why: 'the links are those seen now' },
  deadline: 0,
  plan(system, context, given) {
    const recorded = context.links.some(({ name }) => name === given.name)
    return { acts: recorded ? named(system, given).map(link => ({ act: 'unlink', link })) : [] }
  },
  pending: (system, _context, given) =>
    named(system, given).map(({ name }) => ({ name: `the link ${name}` })),
}

function named(system: System, { name }: Given) {
  return linkRecords(system).filter(link => link.name === name)
}
