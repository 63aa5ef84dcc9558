import type { Action, ActionInputs } from '../contract/action.js'
import { recordLinks } from '../system/link-record.js'
import type { System } from '../system/system.js'

export const linkRemove: Action = {
  name: 'link.remove',
  summary: 'removes one recorded link from the svscan directory',
  inputs: { name: { type: 'string', description: 'its name in the svscan directory' } },
  effect: 'reversible',
  planFidelity: { fidelity: 'exact', why: 'these links are in place now' },
  deadline: 0,
  plan(system, context, inputs) {
    const recorded = context.links.some(({ name }) => name === inputs.name)
    return { operations: recorded ? named(system, inputs).map(link => ({ kind: 'unlink', link })) : [] }
  },
  pending: (system, _context, inputs) =>
    named(system, inputs).map(({ name }) => ({ name: `the link ${name}` })),
}

function named(system: System, { name }: ActionInputs) {
  return recordLinks(system).filter(link => link.name === name)
}
