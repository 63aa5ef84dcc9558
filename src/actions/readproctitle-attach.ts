import type { Action } from '../contract/action.js'
import type { Operation } from '../contract/operation.js'
import { readerOfErrors } from '../system/pairs.js'
import type { Process } from '../system/process.js'
import { idOf } from '../system/processes.js'
import type { System } from '../system/system.js'

export const readproctitleAttach: Action = {
  name: 'readproctitle.attach',
  summary: "starts a readproctitle that reads the pipe of svscan's errors, if nobody reads it",
  effect: 'irreversible',
  planFidelity: { fidelity: 'predicted', why: 'these processes run now' },
  deadline: 3_000,
  plan: system => ({ operations: unread(system).map(attach) }),
  pending: system => unread(system).map(() => ({ name: 'readproctitle' })),
}

/** The size of the title in Debian's svscanboot. */
const room = 400

function attach(writer: Process): Operation {
  return {
    kind: 'attach',
    argv: ['readproctitle', 'service', 'errors:', '.'.repeat(room)],
    like: idOf(writer),
    input: { process: idOf(writer), descriptor: 2 },
    output: null,
  }
}

/** One process that writes to each such pipe: svscan, or a supervise if its svscan is dead. */
function unread(system: System): Process[] {
  const writers = new Map<string, Process>()
  const holders = [...system.svscans, ...system.supervises.filter(({ svscan }) => svscan === null)]
  for (const { process } of holders) {
    const pipe = process.descriptors[2]
    if (!pipe?.startsWith('pipe:') || writers.has(pipe) || readerOfErrors(system, process) !== null) continue
    writers.set(pipe, process)
  }
  return [...writers.values()]
}
