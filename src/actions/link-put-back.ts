import type { Action, Given } from '../contract/action.js'
import type { RunContext } from '../contract/context.js'
import type { LinkRecord } from '../system/link-record.js'
import { entryNameOf } from '../system/pairs.js'
import type { System } from '../system/system.js'
import { processInput } from './given-process.js'
import { subject } from './order.js'

export const linkPutBack: Action = {
  name: 'link.put-back',
  summary:
    'links the directory of a supervise again by the name that svscan started it with; svscan takes it up as it is',
  inputs: processInput,
  effect: 'reversible',
  foresight: { fidelity: 'predicted', why: 'the supervises are those of now' },
  deadline: 0,
  plan: (system, context, given) => ({
    acts: missingLinks(system, context, given).map(link => ({ act: 'link', link })),
  }),
  pending: (system, context, given) =>
    missingLinks(system, context, given).map(({ name }) => ({ name: `the link ${name}` })),
}

function missingLinks(system: System, context: RunContext, given: Given): LinkRecord[] {
  const { initial } = context
  const [supervise] = subject(system, context, given)
  const name = supervise === undefined ? null : entryNameOf(supervise)
  const directory = supervise?.directory
  if (name === null || directory == null || directory.deleted) return []
  if (system.entries.some(entry => entry.name === name || entry.directory?.id === directory.id)) return []
  const { uid } = initial.self
  const modified = new Date(initial.time).toISOString().replace(/(\.\d{3})Z$/, '$1000Z')
  return [{ name, target: directory.path, directory: directory.path, uid, gid: uid, modified }]
}
