import type { Action, ActionInputs } from '../contract/action.js'
import { processInput } from '../contract/action.js'
import type { RunContext } from '../contract/context.js'
import type { RecordedLink } from '../system/link-record.js'
import { entryNameOf } from '../system/pairs.js'
import type { System } from '../system/system.js'
import { subject } from './order.js'

export const linkPutBack: Action = {
  name: 'link.put-back',
  summary:
    'links the directory of a supervise again, with the name that svscan started it with; svscan takes it over without a restart',
  inputs: processInput,
  effect: 'reversible',
  planFidelity: { fidelity: 'predicted', why: 'these supervises run now' },
  deadline: 0,
  plan: (system, context, inputs) => ({
    operations: missingLinks(system, context, inputs).map(link => ({ kind: 'link', link })),
  }),
  pending: (system, context, inputs) =>
    missingLinks(system, context, inputs).map(({ name }) => ({ name: `the link ${name}` })),
}

function missingLinks(system: System, context: RunContext, inputs: ActionInputs): RecordedLink[] {
  const { initial } = context
  const [supervise] = subject(system, context, inputs)
  const name = supervise === undefined ? null : entryNameOf(supervise)
  const directory = supervise?.directory
  if (name === null || directory == null || directory.deleted) return []
  if (system.entries.some(entry => entry.name === name || entry.directory?.id === directory.id)) return []
  const { uid } = initial.self
  const modified = new Date(initial.time).toISOString().replace(/(\.\d{3})Z$/, '$1000Z')
  return [{ name, target: directory.path, directory: directory.path, uid, gid: uid, modified }]
}
