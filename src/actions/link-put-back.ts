import type { Action, Given } from '../contract/action.js'
import type { RunContext } from '../contract/context.js'
import type { LinkRecord } from '../contract/operation.js'
import type { Supervise, System } from '../system/system.js'
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

/** What svscan started it as: an entry of its directory. null where that is no name of one. */
export function entryNameOf({ process, role }: Supervise): string | null {
  const name = process.arguments[1]
  return role === 'service' && name !== undefined && !/^\.|\//.test(name) ? name : null
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
